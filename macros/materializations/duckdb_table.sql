{# Tables, views and seeds on DuckDB in one statement each, where dbt-duckdb creates under another name, renames twice, drops,
   asks for the columns and comments on each: the file is the build's own, nobody reads it meanwhile, and what failed is
   never published. A yml that describes a column which is not there stops the build. #}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {% do drop_unless('table', relation) %}
    {% if model['language'] == 'python' or config.get('contract').enforced %}
        {% do adapter.drop_relation(relation) %}
        {% call statement('main', language=model['language']) -%}
            {{ create_table_as(False, relation, compiled_code, model['language']) }}
        {%- endcall %}
        {% call statement() %}{{ comments(relation) }}{% endcall %}
    {% else %}
        {% call statement('main') -%}
            create or replace table {{ relation }} as (
            {{ compiled_code }}
            ); {{ comments(relation) }}
        {%- endcall %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks) }}
    {% do drop_unless('view', relation) %}
    {% call statement('main') -%}
        create or replace view {{ relation }} as (
        {{ compiled_code }}
        ); {{ comments(relation) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{# DuckDB reads the file itself: every column is typed in the seed's yml. #}
{% materialization seed, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set columns = [] -%}
    {%- for name, type in config.get('column_types').items() -%}
        {%- do columns.append("'" ~ name ~ "': '" ~ type ~ "'") -%}
    {%- endfor -%}
    {% call statement('main', fetch_result=True) -%}
        create or replace table {{ relation }} as
        select * from read_csv(
            '{{ adapter.get_seed_file_path(model) | replace("'", "''") }}', auto_detect = false, header = true,
            delim = ',', quote = '"', escape = '"', columns = { {{- columns | join(', ') -}} }
        ); {{ comments(relation) }}
    {%- endcall %}
    {%- do store_result('agate_table', response='OK', agate_table=load_result('main').table) -%}  {# dbt asks for it #}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{% macro drop_unless(type, relation) %}
    {%- set existing = load_cached_relation(relation) -%}
    {%- if existing is not none and existing.type != type -%}{% do adapter.drop_relation(existing) %}{%- endif -%}
{% endmacro %}

{% macro comments(relation) %}
    {%- if model.description %}
comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(model.description) }};
    {%- endif -%}
    {%- for name, column in model.columns.items() if column.description %}
comment on column {{ relation }}.{{ adapter.quote(name) }} is {{ duckdb_escape_comment(column.description) }};
    {%- endfor -%}
{% endmacro %}
