{# Failing rows that dbt stored, as a query of (rule, sentence, n_rows): one row per test whose table holds some. Which
   tables exist is only known while this model runs, so the project's tests are looked up then. #}
{% macro stored_failures() %}
    {%- if execute -%}
        {%- for test in graph.nodes.values() | selectattr('resource_type', 'equalto', 'test') | sort(attribute='name') -%}
            {%- set relation = adapter.get_relation(test.database, test.schema, test.alias) -%}
            {%- if relation is not none %}
    select '{{ test.name }}' as rule, count(*) as n_rows from {{ relation }} having count(*) > 0
    union all
            {%- endif -%}
        {%- endfor -%}
    {%- endif %}
    select cast(null as {{ t_text() }}) as rule, 0 as n_rows where 1 = 0
{% endmacro %}
