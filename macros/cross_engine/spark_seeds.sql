{# Seeds on Spark, as one `create table as`. dbt-spark's own macro writes an empty cell as the text None and does not escape
   quotes in its session method. Cells are text here: every column is typed in its yml. #}
{% macro spark__create_csv_table(model, agate_table) %}
    {%- set names = agate_table.column_names -%}
    {%- set types = model.config.column_types -%}
    {%- call statement('_') %}
create table {{ this.render() }}
{{ comment_clause() }}
as
select
    {%- for name in names %}
    cast({{ adapter.quote(name) }} as {{ engine_type(types[name]) }}) as {{ adapter.quote(name) }}{{ ',' if not loop.last }}
    {%- endfor %}
from values
    {%- for row in agate_table.rows %}
    ({% for cell in row %}{{ spark_literal(cell) }}{{ ', ' if not loop.last }}{% endfor %}){{ ',' if not loop.last }}
    {%- else %}
    ({% for name in names %}null{{ ', ' if not loop.last }}{% endfor %})
    {%- endfor %} as cells ({% for name in names %}{{ adapter.quote(name) }}{{ ', ' if not loop.last }}{% endfor %})
    {%- if not agate_table.rows %}
where false
    {%- endif %}
    {%- endcall %}
    {{ return('-- created with its rows') }}
{% endmacro %}

{% macro spark__load_csv_rows(model, agate_table) %}{{ return('-- created with its rows') }}{% endmacro %}

{% macro spark_literal(cell) -%}
{%- if cell is none %}null{% else %}'{{ cell | string | replace('\\', '\\\\') | replace("'", "\\'") }}'{% endif -%}
{%- endmacro %}
