{# Every calendar year from first to last, as rows. Literals, so that no engine's series function is needed. #}
{% macro year_spine(first, last) -%}
    {%- for year in range(first, last + 1) %}
    select cast({{ year }} as {{ t_integer() }}) as year
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
