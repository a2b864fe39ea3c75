{# Interval arithmetic on rounding boxes: a printed number stands for every value that rounds to it (half a unit in its
   last place to either side). Expressions are monotone in each input, so that bounds come from the right ends. #}

{# Half a unit in the last printed place. #}
{% macro half_unit(decimals) %}0.5 * power(10e0, -({{ decimals }})){% endmacro %}

{# holds when an interval contains a value or overlaps another interval. #}
{% macro overlaps(low_a, high_a, low_b, high_b) -%}
({{ low_a }} <= {{ high_b }} and {{ low_b }} <= {{ high_a }})
{%- endmacro %}

{# The four corner products of two intervals, lowest and highest. #}
{% macro product_low(a_low, a_high, b_low, b_high) -%}
least({{ a_low }} * {{ b_low }}, {{ a_low }} * {{ b_high }}, {{ a_high }} * {{ b_low }}, {{ a_high }} * {{ b_high }})
{%- endmacro %}
{% macro product_high(a_low, a_high, b_low, b_high) -%}
greatest({{ a_low }} * {{ b_low }}, {{ a_low }} * {{ b_high }}, {{ a_high }} * {{ b_low }}, {{ a_high }} * {{ b_high }})
{%- endmacro %}

{# The columns of audit.consistency, in their order. #}
{% macro consistency_columns() -%}
study, check_id, cells, result_low, result_high, expected, verdict, sentence_en, sentence_zh
{%- endmacro %}

{# The two-sided critical value of Student's t from the normal one: the expansion of Cornish and Fisher to the third order
   in 1/df, within 0.001 from 20 degrees of freedom on. #}
{% macro student_limit(z, df) -%}
({{ z }} + {{ (z ** 3 + z) / 4 }} / ({{ df }}) + {{ (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96 }} / power({{ df }}, 2)
+ {{ (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384 }} / power({{ df }}, 3))
{%- endmacro %}

{# One sentence where a condition is met and another where it is not: a sentence is true of its own row only. #}
{% macro either(condition, met, not_met) -%}
case when {{ condition }} then {{ met }} else {{ not_met }} end
{%- endmacro %}
