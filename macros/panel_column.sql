{# A column of marts.panel, or null where the panel is of one's own and has none of that name. #}
{% macro panel_column(name) -%}
    {%- set panel = graph.nodes.get('model.' ~ project_name ~ '.panel') if execute -%}
    {%- if panel and name not in panel.columns -%}cast(null as {{ t_double() }}){%- else -%}{{ adapter.quote(name) }}{%- endif -%}
{%- endmacro %}
