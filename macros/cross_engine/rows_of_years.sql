{# A column per year -> a row per year. `union all` is understood by every engine; Spark would read the table once a year. #}
{% macro rows_of_years(relation, industry_code, years) %}{{ return(adapter.dispatch('rows_of_years', 'export_resilience')(relation, industry_code, years)) }}{% endmacro %}

{% macro default__rows_of_years(relation, industry_code, years) %}
        {%- for year in years %}
    select
        region_code,
        region_name_zh,
        {{ industry_code }} as industry_code,
        {{ year }} as year,
        {{ adapter.quote(year | string) }} as value_text
    from {{ relation }}
            {%- if not loop.last %}
    union all
            {%- endif -%}
        {%- endfor -%}
{% endmacro %}

{% macro spark__rows_of_years(relation, industry_code, years) %}
    select
        region_code,
        region_name_zh,
        {{ industry_code }} as industry_code,
        stack(
            {{ years | length }}
            {%- for year in years %}, {{ year }}, {{ adapter.quote(year | string) }}{% endfor %}
        ) as (year, value_text)
    from {{ relation }}
{% endmacro %}
