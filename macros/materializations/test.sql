{# A test of any engine: its rows are counted, and stored only where there are some. dbt's own writes a table for each test
   that passes too. #}
{% materialization test, default %}
    {%- set relation = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type='table') -%}
    {%- set stored = load_cached_relation(relation) -%}
    {% if stored is not none %}{% do adapter.drop_relation(stored) %}{% endif %}
    {%- set rows = get_limit_subquery_sql(sql, config.get('limit')) -%}
    {% call statement('main', fetch_result=True) -%}
        {{ get_test_sql(rows, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
    {%- endcall %}
    {%- set failures = load_result('main')['data'][0][0] -%}
    {% if should_store_failures() and failures %}
        {% call statement() %}{{ get_create_sql(relation, rows) }}{% endcall %}
        {{ adapter.commit() }}
        {{ return({'relations': [relation]}) }}
    {% endif %}
    {{ return({'relations': []}) }}
{% endmaterialization %}
