-- Interval macros of the audit: rounding to the nearest and truncated, products and squares over signs, R2, F and the variance of an effect.
with boxes as (
    select
        4e0 as m_low, 4e0 as m_high, 3e0 as s1_low, 3e0 as s1_high, 2e0 as sc_low, 2e0 as sc_high, 0.5e0 as s3_low, 0.5e0 as s3_high
),

cases as (
    select 'a product over both signs, lowest' as formula, {{ product_low('-1e0', '2e0', '-3e0', '4e0') }} as found, -6e0 as expected
    union all
    select 'a product over both signs, highest', {{ product_high('-1e0', '2e0', '-3e0', '4e0') }}, 8e0
    union all
    select 'a product over both signs, lowest at the other corner', {{ product_low('-2e0', '1e0', '-3e0', '4e0') }}, -8e0
    union all
    select 'a product above zero, lowest', {{ product_low('1e0', '2e0', '3e0', '4e0') }}, 3e0
    union all
    select 'a product below zero, lowest', {{ product_low('-2e0', '-1e0', '-4e0', '-3e0') }}, 3e0
    union all
    select 'a product below zero, highest', {{ product_high('-2e0', '-1e0', '-4e0', '-3e0') }}, 8e0
    union all
    select 'a product binds its sums', {{ product_low('1e0', '1e0', '2e0 - 1e0', '2e0 - 1e0') }}, 1e0
    union all
    select 'the least square over both signs', {{ square_low('-1e0', '2e0') }}, 0e0
    union all
    select 'the least square below zero', {{ square_low('-3e0', '-2e0') }}, 4e0
    union all
    select 'the largest square over both signs', {{ square_high('-3e0', '2e0') }}, 9e0
    union all
    select 'digits from the first that is not zero', {{ printed_digits("'-0.0429'") }}, 3e0
    union all
    select 'R2 of an adjusted one', {{ r2_of_adjusted('0.5e0', '21', '4') }}, 0.6e0
    union all
    select 'F of one added regressor', {{ added_f('0.5e0', '0.4e0', '100', '1') }}, 20e0
    union all
    select 'F is null where nothing was added', {{ added_f('0.5e0', '0.4e0', '100', '0') }}, null
    union all
    select 'R2 that falls adds nothing', {{ added_f('0.4e0', '0.5e0', '100', '1') }}, 0e0
    union all
    -- v(z) = 9 (1 − z/4) + 4 z/4 + 0.25 z (z − 4): at the mean the centred error, beyond it by hand
    select 'variance at the mean', {{ variance_at('4e0', 'low') }}, 4e0 from boxes
    union all
    select 'variance beyond the mean', {{ variance_at('8e0', 'high') }}, 7e0 from boxes
    union all
    select 'variance below the mean', {{ variance_at('2e0', 'low') }}, 5.5e0 from boxes
),

-- m from 3 to 5, the error at zero 2 to 3, at the mean 2, of the product 0.5 to 1: at z = 4 each square takes its widest end
wide as (
    select
        3e0 as m_low, 5e0 as m_high, 2e0 as s1_low, 3e0 as s1_high, 2e0 as sc_low, 2e0 as sc_high, 0.5e0 as s3_low, 1e0 as s3_high
),

within as (
    select 'variance within the mean, lowest' as formula, {{ variance_at('4e0', 'low') }} as found, -3.8e0 as expected from wide
    union all
    select 'variance within the mean, highest', {{ variance_at('4e0', 'high') }}, 5.8e0 + 16e0 / 3 from wide
),

rounded as (
    select 'nearest' as formula, {{ rounding_low('1.25e0', '2', "'half_up'") }} as low, {{ rounding_high('1.25e0', '2', "'half_up'") }} as high,
        1.245e0 as low_expected, 1.255e0 as high_expected
    union all
    select 'ties to even', {{ rounding_low('1.25e0', '2', "'half_even'") }}, {{ rounding_high('1.25e0', '2', "'half_even'") }}, 1.245e0, 1.255e0
    union all
    select 'truncated', {{ rounding_low('1.25e0', '2', "'truncated'") }}, {{ rounding_high('1.25e0', '2', "'truncated'") }}, 1.25e0, 1.26e0
    union all
    select 'truncated below zero', {{ rounding_low('-1.25e0', '2', "'truncated'") }}, {{ rounding_high('-1.25e0', '2', "'truncated'") }}, -1.26e0, -1.25e0
    union all
    select 'truncated to zero', {{ rounding_low('0e0', '2', "'truncated'") }}, {{ rounding_high('0e0', '2', "'truncated'") }}, -0.01e0, 0.01e0
)

select formula from cases
where {{ differs('found', 'expected') }}
union all
select formula from within
where abs(found - expected) > 1e-12
union all
select formula from rounded
where low > low_expected + 1e-12 or high < high_expected - 1e-12 or abs(low - low_expected) > 1e-9 or abs(high - high_expected) > 1e-9
