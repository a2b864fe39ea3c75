{# Schemas are named once and for all (`marts`, not `main_marts`): people write them in saved SQL. #}
{% macro generate_schema_name(custom_schema_name, node) %}
    {{ return(custom_schema_name | trim if custom_schema_name else target.schema) }}
{% endmacro %}
