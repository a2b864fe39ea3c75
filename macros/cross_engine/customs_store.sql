{# Relations over the Parquet that `resilience ingest` keeps of customs query downloads; empty, with the same columns, where
   there is none or where the engine cannot read Parquet of the build folder. `columns`: name -> type. #}
{% macro customs_store(pattern, columns) %}{{ return(adapter.dispatch('customs_store', 'export_resilience')(pattern, columns)) }}{% endmacro %}

{% macro default__customs_store(pattern, columns) -%}
select {% for name, type in columns.items() %}cast(null as {{ type }}) as {{ name }}{{ ', ' if not loop.last }}{% endfor %} where 1 = 0
{%- endmacro %}

{% macro duckdb__customs_store(pattern, columns) -%}
    {%- set files = env_var('RESILIENCE_BUILD_DIR', 'build') ~ '/' ~ dataset() ~ '/customs/current/' ~ pattern -%}
    {%- set quoted = "'" ~ files.replace("'", "''") ~ "'" -%}
    {%- if execute and run_query('select count(*) from glob(' ~ quoted ~ ')').columns[0].values()[0] > 0 -%}
select {% for name, type in columns.items() %}cast({{ name }} as {{ type }}) as {{ name }}{{ ', ' if not loop.last }}{% endfor %}
from read_parquet({{ quoted }}, hive_partitioning = true)
    {%- else -%}
{{ export_resilience.default__customs_store(pattern, columns) }}
    {%- endif -%}
{%- endmacro %}
