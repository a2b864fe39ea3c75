{# On-run-start: contracts and seeds name the type `double`, which PostgreSQL lacks: there it becomes a domain, so that no yml
   needs a case for it. #}
{% macro create_type_names() %}{{ return(adapter.dispatch('create_type_names', 'export_resilience')()) }}{% endmacro %}
{% macro default__create_type_names() %}{% endmacro %}
{% macro postgres__create_type_names() -%}
do $$ begin
    if to_regtype('public.double') is null then create domain public.double as double precision; end if;
end $$
{%- endmacro %}
