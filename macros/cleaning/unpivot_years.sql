{# A published table with years across -> one row per region (, industry) and year. The years are the seed's own typed
   columns, so that a new year in the file and its yml needs no SQL. #}
{% macro unpivot_years(seed) %}
    {%- if execute -%}
        {%- set columns = graph.nodes['seed.' ~ project_name ~ '.' ~ seed.identifier].config.column_types.keys() | list -%}
        {%- set industry_code = 'industry_code' if 'industry_code' in columns else "'TOTAL'" -%}
        {%- set years = [] -%}
        {%- for column in columns if column | string | int(-1) >= 0 and column not in ('region_code', 'industry_code') -%}
            {%- do years.append(column) -%}
        {%- endfor -%}
        {{ rows_of_years(seed, industry_code, years) }}
    {%- endif -%}
{% endmacro %}
