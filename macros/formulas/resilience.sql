{# log_growth: ln x - ln x of the earlier year. Null when either is missing, zero or negative. #}
{% macro log_growth(current, earlier) -%}
{{ natural_log(current) }} - {{ natural_log(earlier) }}
{%- endmacro %}

{# resilience: log growth of the region's flow less log growth of the base's flow over the same calendar years; the log
   change of the region's share in the base (Martin 2012, relative resistance). #}
{% macro resilience(flow, flow_earlier, base, base_earlier) -%}
({{ log_growth(flow, flow_earlier) }}) - ({{ log_growth(base, base_earlier) }})
{%- endmacro %}

{# sensitivity: relative change of the region's flow over that of the base between the same years (Martin 2012, sensitivity index).
   Below one the region resisted. Null unless the base fell: with a base that grew the ratio measures no resistance. #}
{% macro sensitivity(flow, flow_earlier, base, base_earlier) -%}
case
    when {{ base }} < {{ base_earlier }}
        then
            (({{ flow }}) / nullif({{ flow_earlier }}, 0) - 1)
            / (({{ base }}) / nullif({{ base_earlier }}, 0) - 1)
end
{%- endmacro %}
