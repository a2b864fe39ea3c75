{# A variable as computed, scaled to 0 to 1 over all observations, or as a share of their sum (entropy weight method). #}
{% macro scaled(option, value, partition_by) -%}
case {{ option }}
    when 'none' then {{ value }}
    when 'min_max'
        then ({{ value }} - min({{ value }}) over (partition by {{ partition_by }}))
            / nullif(max({{ value }}) over (partition by {{ partition_by }}) - min({{ value }}) over (partition by {{ partition_by }}), 0)
    when 'entropy' then {{ value }} / nullif(sum({{ value }}) over {{ ordered_window(partition_by, 'region_code, year') }}, 0)
end
{%- endmacro %}
