{# The non-null values of a group as one text, in order. #}
{% macro text_list(expression, order_by, separator=', ') %}{{ return(adapter.dispatch('text_list', 'export_resilience')(expression, order_by, separator)) }}{% endmacro %}
{% macro default__text_list(expression, order_by, separator) %}string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }}){% endmacro %}
{% macro spark__text_list(expression, order_by, separator) %}nullif(array_join({{ ordered_list(expression, order_by) }}, '{{ separator }}'), ''){% endmacro %}
