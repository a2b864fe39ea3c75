{# A bundled table -> one row per region, industry and year, as text. Years across are the seed's own columns, so that a new year in
   the file and its yml needs no SQL; a table with a row per year has its year and its value in columns of their own. #}
{% macro cells_of_table(seed) %}
    {%- if execute -%}
        {%- set columns = graph.nodes['seed.' ~ project_name ~ '.' ~ seed.identifier].config.column_types.keys() | map('string') | list -%}
        {%- set industry_code = 'industry_code' if 'industry_code' in columns else "'TOTAL'" -%}
        {%- set years, year_column = [], [] -%}
        {%- for column in columns -%}
            {%- if column | int(-1) >= 0 -%}{%- do years.append(column) -%}{%- endif -%}
            {%- if column.endswith('year') -%}{%- do year_column.append(loop.index0) -%}{%- endif -%}
        {%- endfor %}
    select
        '{{ seed.identifier }}' as source_id,
        region_code,
        {{ industry_code }} as industry_code,
        {% if years -%}
        {{ year_and_value(years) }}
        {%- else -%}
        cast({{ columns[year_column[0]] }} as {{ t_integer() }}) as year,
        {{ columns[year_column[0] + 1] }} as value_text
        {%- endif %}
    from {{ seed }}
    {%- endif -%}
{% endmacro %}
