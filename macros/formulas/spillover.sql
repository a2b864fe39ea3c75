{# spillover: the weighted sum of location quotients, or the part of one subset of pairs. Null when a quotient with a
   positive weight is missing: a partial sum would pass for a small spillover. #}
{% macro spillover(weight, quotient, order_by, where='true') -%}
case
    when {{ spillover_missing(weight, quotient) }} = 0
        then {{ ordered_sum('case when ' ~ where ~ ' and ' ~ weight ~ ' > 0 then ' ~ weight ~ ' * ' ~ quotient ~ ' else 0 end', order_by) }}
end
{%- endmacro %}

{# spillover_missing: how many quotients with a positive weight are missing. #}
{% macro spillover_missing(weight, quotient) -%}
sum(case when {{ weight }} > 0 and {{ quotient }} is null then 1 else 0 end)
{%- endmacro %}
