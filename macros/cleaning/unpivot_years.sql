{# A published table with years across -> one row per region (, industry) and year. The years are the seed's own typed
   columns, so that a new year in the file and its yml needs no SQL; `union all` of selects is understood by every engine. #}
{% macro unpivot_years(seed) %}
    {%- if execute -%}
        {%- set columns = graph.nodes['seed.' ~ project_name ~ '.' ~ seed.identifier].config.column_types.keys() | list -%}
        {%- set industry_code = 'industry_code' if 'industry_code' in columns else "'TOTAL'" -%}
        {%- for column in columns if column | string | int(-1) >= 0 and column not in ('region_code', 'industry_code') %}
    select
        region_code,
        region_name_zh,
        {{ industry_code }} as industry_code,
        {{ column }} as year,
        {{ adapter.quote(column | string) }} as value_text
    from {{ seed }}
            {%- if not loop.last %}
    union all
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
