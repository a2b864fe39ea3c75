{# One statistic of the printed numbers as columns of its own: the value and the ends of the interval that prints so. #}
{% macro pivoted(statistic, name, value_name=none) -%}
max(case when statistic = '{{ statistic }}' then value end) as {{ value_name or name }},
max(case when statistic = '{{ statistic }}' then value_low end) as {{ name }}_low,
max(case when statistic = '{{ statistic }}' then value_high end) as {{ name }}_high
{%- endmacro %}
