{# By how many powers of ten a value is larger than another of the same sign; null where one is zero or the signs differ. #}
{% macro orders_apart(value, other) -%}
    case when {{ value }} * {{ other }} > 0 then ln({{ value }} / {{ other }}) / ln(10e0) end
{%- endmacro %}
