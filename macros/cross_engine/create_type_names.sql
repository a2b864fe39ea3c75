{# On-run-start: what contracts, seeds and models take for granted and PostgreSQL lacks. The type name `double` is a domain
   there, so that no yml needs a case for it; round(double, digits) is a function that rounds halves away from zero, as
   DuckDB and Spark do. #}
{% macro create_type_names() %}{{ return(adapter.dispatch('create_type_names', 'export_resilience')()) }}{% endmacro %}
{% macro default__create_type_names() %}{% endmacro %}
{% macro postgres__create_type_names() -%}
do $$ begin
    if to_regtype('public.double') is null then create domain public.double as double precision; end if;
end $$;
create or replace function public.round(x double precision, digits integer) returns double precision
language sql immutable parallel safe as $$
    select sign(x) * case
        when digits >= 0 then floor(abs(x) * power(10::double precision, digits) + 0.5) / power(10::double precision, digits)
        else floor(abs(x) / power(10::double precision, -digits) + 0.5) * power(10::double precision, -digits)
    end
$$
{%- endmacro %}
