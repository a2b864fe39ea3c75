{# engine_type: a type as a contract, a seed or a source names it -> the engine's own name. The yml says `text`, `varchar` and
   `double precision`, which Spark calls otherwise; dbt compares contracts through its macro `cast`. #}
{% macro engine_type(type) %}{{ return(adapter.dispatch('engine_type', 'export_resilience')(type)) }}{% endmacro %}
{% macro default__engine_type(type) %}{{ return(type) }}{% endmacro %}
{% macro spark__engine_type(type) -%}
    {{ return({'text': t_text(), 'varchar': t_text(), 'double precision': t_double()}.get(type | lower, type)) }}
{%- endmacro %}

{% macro spark__cast(field, type) %}cast({{ field }} as {{ engine_type(type) }}){% endmacro %}
