{# On-run-start: Spark compiles no code for queries. For the warehouse's small tables that costs more than it saves. #}
{% macro no_compiled_queries() %}{{ return(adapter.dispatch('no_compiled_queries', 'export_resilience')()) }}{% endmacro %}
{% macro default__no_compiled_queries() %}{% endmacro %}
{% macro spark__no_compiled_queries() %}set spark.sql.codegen.factoryMode = NO_CODEGEN{% endmacro %}
