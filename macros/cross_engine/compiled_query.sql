{# Whether Spark compiles code for the queries that follow. For the warehouse's small tables that costs more than it saves, but a
   model that adds up millions of rows takes seconds instead of minutes: on-run-start says no, such a model's hooks yes and no. #}
{% macro compiled_query(is_compiled) %}{{ return(adapter.dispatch('compiled_query', 'export_resilience')(is_compiled)) }}{% endmacro %}
{% macro default__compiled_query(is_compiled) %}{% endmacro %}
{% macro spark__compiled_query(is_compiled) %}set spark.sql.codegen.factoryMode = {{ 'FALLBACK' if is_compiled else 'NO_CODEGEN' }}{% endmacro %}
