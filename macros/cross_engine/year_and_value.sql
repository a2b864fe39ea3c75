{# Columns named after years -> a row per year, in a select list: the columns year and value_text. #}
{% macro year_and_value(years) %}{{ return(adapter.dispatch('year_and_value', 'export_resilience')(years)) }}{% endmacro %}

{% macro default__year_and_value(years) -%}
unnest(array[{{ years | join(', ') }}]) as year,
        unnest(array[{% for year in years %}{{ adapter.quote(year) }}{{ ', ' if not loop.last }}{% endfor %}]) as value_text
{%- endmacro %}

{% macro spark__year_and_value(years) -%}
stack({{ years | length }}{% for year in years %}, {{ year }}, {{ adapter.quote(year) }}{% endfor %}) as (year, value_text)
{%- endmacro %}
