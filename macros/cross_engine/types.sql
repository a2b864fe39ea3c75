{# Type names that differ between engines. dbt's own type_float() is 32-bit, so doubles have a macro of their own. #}

{% macro t_double() %}{{ return(adapter.dispatch('t_double', 'export_resilience')()) }}{% endmacro %}
{% macro default__t_double() %}double precision{% endmacro %}
{% macro duckdb__t_double() %}double{% endmacro %}
{% macro spark__t_double() %}double{% endmacro %}

{% macro t_text() %}{{ return(adapter.dispatch('t_text', 'export_resilience')()) }}{% endmacro %}
{% macro default__t_text() %}varchar{% endmacro %}
{% macro postgres__t_text() %}text{% endmacro %}
{% macro spark__t_text() %}string{% endmacro %}

{% macro t_integer() %}{{ return('integer') }}{% endmacro %}
{% macro t_date() %}{{ return('date') }}{% endmacro %}
