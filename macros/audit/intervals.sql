{# Interval arithmetic on rounding boxes: a printed number stands for every value that prints so. #}

{# The values that print as `value`: half a unit of the last place to either side (a tie may go up or to even, so both ends belong
   to it under `half_up` and `half_even` alike), or, `truncated`, a whole unit away from zero.
   A billionth of a unit is added outwards, so that no true number falls out by binary arithmetic. #}
{% macro half_unit(decimals) %}0.500000001 * power(10e0, -({{ decimals }})){% endmacro %}
{% macro rounding_low(value, decimals, rule) -%}
case
    when {{ rule }} = 'truncated' and {{ value }} > 0 then {{ value }} * (1 - 1e-12)
    when {{ rule }} = 'truncated' then {{ value }} - 2 * {{ half_unit(decimals) }}
    else {{ value }} - {{ half_unit(decimals) }}
end
{%- endmacro %}
{% macro rounding_high(value, decimals, rule) -%}
case
    when {{ rule }} = 'truncated' and {{ value }} < 0 then {{ value }} * (1 - 1e-12)
    when {{ rule }} = 'truncated' then {{ value }} + 2 * {{ half_unit(decimals) }}
    else {{ value }} + {{ half_unit(decimals) }}
end
{%- endmacro %}

{# holds when an interval contains a value or overlaps another interval. #}
{% macro overlaps(low_a, high_a, low_b, high_b) -%}
({{ low_a }} <= {{ high_b }} and {{ low_b }} <= {{ high_a }})
{%- endmacro %}

{# The four corner products of two intervals, lowest and highest. #}
{% macro product_low(a_low, a_high, b_low, b_high) -%}
least(({{ a_low }}) * ({{ b_low }}), ({{ a_low }}) * ({{ b_high }}), ({{ a_high }}) * ({{ b_low }}), ({{ a_high }}) * ({{ b_high }}))
{%- endmacro %}
{% macro product_high(a_low, a_high, b_low, b_high) -%}
greatest(({{ a_low }}) * ({{ b_low }}), ({{ a_low }}) * ({{ b_high }}), ({{ a_high }}) * ({{ b_low }}), ({{ a_high }}) * ({{ b_high }}))
{%- endmacro %}

{# The least and the largest square of an interval. #}
{% macro square_low(low, high) %}power(greatest({{ low }}, -({{ high }}), 0), 2){% endmacro %}
{% macro square_high(low, high) %}power(greatest(abs({{ low }}), abs({{ high }})), 2){% endmacro %}

{# a + b z at one point z above zero. #}
{% macro sum_low(a, b, z) %}({{ a }}_low + {{ b }}_low * {{ z }}){% endmacro %}
{% macro sum_high(a, b, z) %}({{ a }}_high + {{ b }}_high * {{ z }}){% endmacro %}

{# The variance of b1 + z b3 from the three printed errors, at zero (s1), at the mean m (sc) and of the product (s3):
   v(z) = s1² (1 − z/m) + sc² z/m + s3² z (z − m). Each square takes the end that its factor's sign asks for, and the
   mean likewise; z and m are above zero. #}
{% macro variance_at(z, end) -%}
{%- set other = {'low': 'high', 'high': 'low'}[end] -%}
(
    case when {{ z }} <= m_low then s1_{{ end }} * s1_{{ end }} * (1 - {{ z }} / m_{{ end }})
         when {{ z }} >= m_high then s1_{{ other }} * s1_{{ other }} * (1 - {{ z }} / m_{{ end }})
         else s1_high * s1_high * (1 - {{ z }} / m_{{ end }}) end
    + sc_{{ end }} * sc_{{ end }} * {{ z }} / m_{{ other }}
    + case when {{ z }} <= m_low then s3_{{ other }} * s3_{{ other }} * {{ z }} * ({{ z }} - m_{{ other }})
           when {{ z }} >= m_high then s3_{{ end }} * s3_{{ end }} * {{ z }} * ({{ z }} - m_{{ other }})
           else s3_high * s3_high * {{ z }} * ({{ z }} - m_{{ other }}) end
)
{%- endmacro %}

{# R2 from the adjusted one with n observations and k slopes. #}
{% macro r2_of_adjusted(adjusted, n, k) %}(1 - (1 - ({{ adjusted }})) * ({{ n }} - ({{ k }}) - 1) / ({{ n }} - 1)){% endmacro %}

{# F of regressors added to a nested column, from the two R2: for one of them its classical t². #}
{% macro added_f(larger_r2, smaller_r2, df, n_added) -%}
(greatest(0, ({{ larger_r2 }}) - ({{ smaller_r2 }})) / nullif({{ n_added }}, 0) * ({{ df }}) / nullif(1 - ({{ larger_r2 }}), 0))
{%- endmacro %}

{# The two-sided critical value of Student's t from the normal one: the expansion of Cornish and Fisher to the fourth order
   in 1/df: within 0.0001 from 10 degrees of freedom on, at 0.1 % within 0.001. #}
{% macro student_limit(z, df) -%}
({{ z }} + {{ (z ** 3 + z) / 4 }} / ({{ df }}) + {{ (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96 }} / power({{ df }}, 2)
+ {{ (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384 }} / power({{ df }}, 3)
+ {{ (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160 }} / power({{ df }}, 4))
{%- endmacro %}

{# How many stars a |t| has, null where it has none; by the normal limits or, given df, by Student's. `levels` says at how many percent one, two and
   three stars stand. #}
{% macro star_count(abs_t, levels, df=none) -%}
case when {{ abs_t }} is not null then (0
{%- for usual, strict in [(1.644854, 1.959964), (1.959964, 2.575829), (2.575829, 3.290527)] %}
    + case when {{ abs_t }} >= case
        when {{ levels }} = '5 1 0.1' then {{ student_limit(strict, df) if df else strict }}
        else {{ student_limit(usual, df) if df else usual }}
    end then 1 else 0 end
{%- endfor %}) end
{%- endmacro %}

{# One of two expressions, by a condition. #}
{% macro either(condition, met, not_met) -%}
case when {{ condition }} then {{ met }} else {{ not_met }} end
{%- endmacro %}

{# How many digits a printed number has, from its first one that is not zero. #}
{% macro printed_digits(text) -%}
length(trim(leading '0' from replace(replace(replace({{ text }}, '-', ''), ',', ''), '.', '')))
{%- endmacro %}

{# How many digits, and decimals, a printed number has before its last zeros. #}
{% macro kept_digits(text) -%}
length(trim(trailing '0' from trim(leading '0' from replace(replace(replace({{ text }}, '-', ''), ',', ''), '.', ''))))
{%- endmacro %}
{% macro kept_decimals(text) -%}
case when position('.' in {{ text }}) > 0 then length(trim(trailing '0' from substring({{ text }}, position('.' in {{ text }}) + 1))) else 0 end
{%- endmacro %}

{# A number in a sentence, to some decimals. #}
{% macro fixed_text(number, decimals=2) -%}
{% if decimals %}{{ number_text(rounded(number, decimals)) }}{% else %}cast(cast({{ rounded(number, 0) }} as {{ t_integer() }}) as {{ t_text() }}){% endif %}
{%- endmacro %}
