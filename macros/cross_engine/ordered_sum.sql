{# Sums of doubles depend on their order, and engines that work in parallel add in any order: the panel's fingerprint
   would change from build to build. So sums that reach a mart name their order.
   ordered_sum: an aggregate over a group. ordered_window: a window over the whole partition, in a fixed order. #}
{% macro ordered_sum(expression, order_by) %}{{ return(adapter.dispatch('ordered_sum', 'export_resilience')(expression, order_by)) }}{% endmacro %}
{% macro default__ordered_sum(expression, order_by) %}sum({{ expression }} order by {{ order_by }}){% endmacro %}
{% macro spark__ordered_sum(expression, order_by) -%}
aggregate(
    array_sort(collect_list(struct({{ order_by }} as position, {{ expression }} as value))),
    cast(null as double), (total, item) -> coalesce(total + item.value, total, item.value)
)
{%- endmacro %}

{% macro ordered_window(partition_by, order_by) -%}
({% if partition_by %}partition by {{ partition_by }} {% endif %}order by {{ order_by }} rows between unbounded preceding and unbounded following)
{%- endmacro %}
