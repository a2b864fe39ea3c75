{# Text -> double, null where the text is no number. Engines differ in how they cast without failing. #}
{% macro to_number(text) %}{{ return(adapter.dispatch('to_number', 'export_resilience')(text)) }}{% endmacro %}

{% macro default__to_number(text) %}try_cast(trim({{ text }}) as {{ t_double() }}){% endmacro %}

{% macro postgres__to_number(text) %}
    case when trim({{ text }}) ~ '^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$' then trim({{ text }})::{{ t_double() }} end
{% endmacro %}

{# Java reads 1d and 1f as numbers too. #}
{% macro spark__to_number(text) %}
    case when trim({{ text }}) rlike '^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$' then try_cast(trim({{ text }}) as {{ t_double() }}) end
{% endmacro %}
