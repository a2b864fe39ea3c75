{# Text -> double, null where the text is no number. Engines differ in how they cast without failing. #}
{% macro to_number(text) %}{{ return(adapter.dispatch('to_number', 'export_resilience')(text)) }}{% endmacro %}

{# DuckDB reads NaN, inf and 1_000 as numbers too. #}
{% macro default__to_number(text) %}
    case when regexp_full_match(trim({{ text }}), '[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?') then try_cast(trim({{ text }}) as {{ t_double() }}) end
{% endmacro %}

{% macro postgres__to_number(text) %}
    case when trim({{ text }}) ~ '^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$' then trim({{ text }})::{{ t_double() }} end
{% endmacro %}

{# Java reads 1d and 1f as numbers too. #}
{% macro spark__to_number(text) %}
    case when trim({{ text }}) rlike '^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$' then try_cast(trim({{ text }}) as {{ t_double() }}) end
{% endmacro %}
