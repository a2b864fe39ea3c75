-- Numbers in sentences read alike on every engine: no point where none is needed, an exponent only below a ten-thousandth, halves
-- away from zero; and the double itself is rounded, not the decimal number that it reads as.
{% set examples = {
    'whole': 8, 'small': 0.0004, 'tiny': 5e-5, 'tiniest': 6.15e-13, 'large': 12345678, 'half': -0.125, 'near_half': 0.145,
    'long': 2.34567, 'thousands': 1234, 'nought': 0,
} %}

with numbers as (
    {%- for name, number in examples.items() %}
    {{ 'select' if loop.first }} cast({{ number }} as {{ t_double() }}) as {{ name }},
    {%- endfor %}
        3 as decimals
),

final as (
    select 'whole' as formula, {{ number_text('whole') }} as found, '8' as expected from numbers
    union all
    select 'small', {{ number_text('small') }}, '0.0004' from numbers
    union all
    select 'below a ten-thousandth', {{ number_text('tiny') }}, '5e-05' from numbers
    union all
    select 'far below it', {{ number_text('tiniest') }}, '6.15e-13' from numbers
    union all
    select 'large', {{ number_text('large') }}, '12345678' from numbers
    union all
    select 'a half', {{ fixed_text('half') }}, '-0.13' from numbers
    union all
    select 'a half to a whole number', {{ fixed_text('20 * half', 0) }}, '-3' from numbers
    union all
    select 'less than a half', {{ fixed_text('near_half') }}, '0.14' from numbers
    union all
    select 'to the decimals of its row', {{ number_text(rounded('long', 'decimals')) }}, '2.346' from numbers
    union all
    select 'significant digits before the point', {{ number_text(significant('thousands')) }}, '1200' from numbers
    union all
    select 'significant digits behind it', {{ number_text(significant('long / 10000', 3)) }}, '0.000235' from numbers
    union all
    select 'nought has none', {{ number_text(significant('nought')) }}, null from numbers
)

select * from final
where found is distinct from expected
