{# The printed cells at stake in a check are a list of their names: nothing is joined to a text or split again. #}
{% macro cells(names) %}{{ return(adapter.dispatch('cells', 'export_resilience')(names)) }}{% endmacro %}
{% macro default__cells(names) %}cast(array[{{ names | join(', ') }}] as text[]){% endmacro %}
{% macro duckdb__cells(names) %}cast([{{ names | join(', ') }}] as varchar[]){% endmacro %}
{% macro spark__cells(names) %}cast(array({{ names | join(', ') }}) as array<string>){% endmacro %}

{# The names of a group, in order; null where there is none. #}
{% macro cells_of(name) %}{{ return(adapter.dispatch('cells_of', 'export_resilience')(name)) }}{% endmacro %}
{% macro default__cells_of(name) %}array_agg({{ name }} order by {{ name }}) filter (where {{ name }} is not null){% endmacro %}
{% macro spark__cells_of(name) %}array_sort(collect_list({{ name }})){% endmacro %}

{# Lists one after the other; a null one has no cells. #}
{% macro cells_joined(lists) %}{{ return(adapter.dispatch('cells_joined', 'export_resilience')(lists)) }}{% endmacro %}
{% macro default__cells_joined(lists) -%}
({% for list in lists %}coalesce({{ list }}, {{ cells([]) }}){{ ' || ' if not loop.last }}{% endfor %})
{%- endmacro %}
{% macro spark__cells_joined(lists) -%}
concat({% for list in lists %}coalesce({{ list }}, {{ cells([]) }}){{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{# One row per name of a list: `cell`, and its `place` from 1. #}
{% macro cell_rows(list) %}{{ return(adapter.dispatch('cell_rows', 'export_resilience')(list)) }}{% endmacro %}
{% macro default__cell_rows(list) %}unnest({{ list }}) as cell, generate_subscripts({{ list }}, 1) as place{% endmacro %}
{% macro spark__cell_rows(list) %}posexplode(concat(array(cast(null as string)), {{ list }})) as (place, cell){% endmacro %}
