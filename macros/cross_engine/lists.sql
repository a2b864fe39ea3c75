{# Lists of doubles in a fixed order, and their dot product: a join of two short relations instead of one of their
   million pairs, and the same sum on every build. #}
{% macro ordered_list(expression, order_by) %}{{ return(adapter.dispatch('ordered_list', 'export_resilience')(expression, order_by)) }}{% endmacro %}
{% macro default__ordered_list(expression, order_by) %}array_agg({{ expression }} order by {{ order_by }}){% endmacro %}
{% macro spark__ordered_list(expression, order_by) -%}
transform(array_sort(collect_list(struct({{ order_by }} as position, {{ expression }} as value))), item -> item.value)
{%- endmacro %}

{% macro dot(a, b) %}{{ return(adapter.dispatch('dot', 'export_resilience')(a, b)) }}{% endmacro %}
{% macro default__dot(a, b) %}(select sum(x * y) from unnest({{ a }}, {{ b }}) as pairs (x, y)){% endmacro %}
{# Not list_dot_product: it rounds once for a product and its sum (fma), so that last bits would differ from other engines'. #}
{% macro duckdb__dot(a, b) %}list_sum(list_transform({{ a }}, lambda x, i : x * {{ b }}[i])){% endmacro %}
{% macro spark__dot(a, b) %}aggregate(zip_with({{ a }}, {{ b }}, (x, y) -> x * y), 0D, (total, x) -> total + x){% endmacro %}
