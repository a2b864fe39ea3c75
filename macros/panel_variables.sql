{# The columns of marts.panel that hold numbers, or texts: those of its contract, which a panel of one's own brings with it. #}
{% macro panel_variables(type='double precision') -%}
    {%- set keys = ['region_code', 'region_name_zh', 'region_name_en', 'macro_region', 'year'] -%}
    {%- set panel = graph.nodes.get('model.' ~ project_name ~ '.panel') if execute -%}
    {{ return(
        (panel.columns.values() if panel else []) | selectattr('data_type', 'equalto', type) | map(attribute='name')
        | reject('in', keys) | list
    ) }}
{%- endmacro %}
