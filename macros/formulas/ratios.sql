{# share: numerator over denominator, both in the base unit of one dimension (CNY over CNY), or counts. Null when either is
   missing or the denominator is zero. #}
{% macro share(numerator, denominator) -%}
cast({{ numerator }} as {{ t_double() }}) / nullif({{ denominator }}, 0)
{%- endmacro %}

{# per_capita: a total in its base unit per resident. Null when either is missing or nobody lives there. #}
{% macro per_capita(total, persons) -%}
({{ total }}) / nullif({{ persons }}, 0)
{%- endmacro %}

{# natural_log: ln x; null at zero and below, never an epsilon. Every engine would raise an error or give an infinity. #}
{% macro natural_log(expression) -%}
ln(case when {{ expression }} > 0 then {{ expression }} end)
{%- endmacro %}
