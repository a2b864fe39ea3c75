{# One row per item of a text list separated by '; '. #}
{% macro split_rows(text) %}{{ return(adapter.dispatch('split_rows', 'export_resilience')(text)) }}{% endmacro %}
{% macro default__split_rows(text) %}unnest(string_to_array({{ text }}, '; ')){% endmacro %}
{% macro duckdb__split_rows(text) %}unnest(string_split({{ text }}, '; ')){% endmacro %}
{% macro spark__split_rows(text) %}explode(split({{ text }}, '; ')){% endmacro %}
