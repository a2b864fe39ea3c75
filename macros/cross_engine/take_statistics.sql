{# Post-hook of every table. PostgreSQL plans joins of a table that it has no statistics of as if it were nearly empty: one
   model took minutes. The other engines count rows themselves. #}
{% macro take_statistics() %}{{ return(adapter.dispatch('take_statistics', 'export_resilience')()) }}{% endmacro %}
{% macro default__take_statistics() %}{% endmacro %}
{% macro postgres__take_statistics() %}{% if config.get('materialized') in ('table', 'seed') %}analyze {{ this }}{% endif %}{% endmacro %}
