{# log_growth: ln x - ln x of the earlier year. Null when either is missing, zero or negative. #}
{% macro log_growth(current, earlier) -%}
{{ natural_log(current) }} - {{ natural_log(earlier) }}
{%- endmacro %}

{# resilience: log growth of the region's flow less log growth of the base's flow over the same calendar years; the log
   change of the region's share in the base (Martin 2012, relative resistance). #}
{% macro resilience(flow, flow_earlier, base, base_earlier) -%}
({{ log_growth(flow, flow_earlier) }}) - ({{ log_growth(base, base_earlier) }})
{%- endmacro %}
