{# Levenshtein's distance between two labels of one length, up to where it matters: 1 means one character differs.
   PostgreSQL has the function in an extension only, so it proposes nothing there. #}
{% macro edit_distance(a, b) %}{{ return(adapter.dispatch('edit_distance', 'export_resilience')(a, b)) }}{% endmacro %}
{% macro default__edit_distance(a, b) %}levenshtein({{ a }}, {{ b }}){% endmacro %}
{% macro postgres__edit_distance(a, b) %}cast(null as {{ t_integer() }}){% endmacro %}
