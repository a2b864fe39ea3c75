{# Whether all pairs of so many regions are stored, so that their weights can be read; where they are not,
   int_spillover_in_blocks does the work. It is a Python model, which only DuckDB runs inside this project: other engines
   store the pairs whatever their number. #}
{% macro stores_pairs(n_regions) %}{{ return(adapter.dispatch('stores_pairs', 'export_resilience')(n_regions)) }}{% endmacro %}
{% macro default__stores_pairs(n_regions) %}{{ n_regions }} > 0{% endmacro %}
{% macro duckdb__stores_pairs(n_regions) %}{{ n_regions }} <= {{ param('pairs_up_to') }}{% endmacro %}

{# The spillovers of point sets whose pairs are not stored, below the others. #}
{% macro and_spillovers_in_blocks() %}{{ return(adapter.dispatch('and_spillovers_in_blocks', 'export_resilience')()) }}{% endmacro %}
{% macro default__and_spillovers_in_blocks() %}{% endmacro %}
{% macro duckdb__and_spillovers_in_blocks() %}
    union all
    select 'baseline' as edition, * from {{ ref('int_spillover_in_blocks') }}
{% endmacro %}
