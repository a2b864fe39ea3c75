{# On-run-start: tables that Python fills (sources with meta create_when_absent) are created empty where they are absent,
   with the columns of their yml, so that `dbt build` alone passes on an empty folder. #}
{% macro create_absent_results() %}
    {% if execute %}
        {% set schemas = [] %}
        {% for source in graph.sources.values() if source.source_meta.get('create_when_absent') %}
            {% if source.schema not in schemas %}
                {% do adapter.create_schema(api.Relation.create(database=source.database, schema=source.schema)) %}
                {% do schemas.append(source.schema) %}
            {% endif %}
            {% set columns = [] %}
            {% for column in source.columns.values() %}
                {% do columns.append(column.name ~ ' ' ~ engine_type(column.data_type)) %}
            {% endfor %}
            {% do run_query('create table if not exists ' ~ source.schema ~ '.' ~ source.identifier ~ ' (' ~ columns | join(', ') ~ ')') %}
        {% endfor %}
    {% endif %}
{% endmacro %}
