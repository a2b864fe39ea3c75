{# The non-null values of a group as one text, in order. #}
{% macro text_list(expression, order_by) %}{{ return(adapter.dispatch('text_list', 'export_resilience')(expression, order_by)) }}{% endmacro %}
{% macro default__text_list(expression, order_by) %}string_agg({{ expression }}, ', ' order by {{ order_by }}){% endmacro %}
{% macro spark__text_list(expression, order_by) %}nullif(array_join({{ ordered_list(expression, order_by) }}, ', '), ''){% endmacro %}
