{% macro create_absent_results() %}{% endmacro %}
