-- Printed moderations: where the effect is zero and where it differs from zero at 5 % (Johnson and Neyman), enclosed. The
-- centred column reveals the covariance that no table prints, so that the variance of the effect at z is a sum of the three
-- printed ones: v(z) = s1² (1 − z/m) + sc² z/m + s3² z (z − m). At each of 500 points the rounding boxes (and the critical
-- value between the normal and Student's) say surely significant, surely not, or neither. The square of effect over
-- error crosses its limit at most twice, so a limit lies between the last sure point on one side and the first on the other. Equal boxes
-- are walked through once.
{% set steps = 500 %}
{% set numbers = ['min_value', 'max_value', 'df_resid'] %}
{% for name in ['b1', 's1', 'sc', 'b3', 's3', 'm'] %}{% do numbers.extend([name ~ '_low', name ~ '_high']) %}{% endfor %}

with digits as (
    {% for digit in range(10) %}{{ 'union all ' if not loop.first }}select {{ digit }} as digit {% endfor %}
),

points as (
    select hundreds.digit * 100 + tens.digit * 10 + ones.digit as step
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    where hundreds.digit * 100 + tens.digit * 10 + ones.digit <= {{ steps }}
),

effects as (
    select * from {{ ref('audit_printed_product') }}
    where m_low > 0 and (b3_low > 0 or b3_high < 0)
),

boxes as (
    select distinct {{ numbers | join(', ') }} from effects
),

placed as (
    select
        boxes.*,
        min_value + (max_value - min_value) * step / {{ steps }}e0 as z,
        {{ student_limit(1.959964, 'df_resid') }} + 0.001 as limit_high
    from boxes
    cross join points
),

bounded as (
    select
        *,
        {{ sum_low('b1', 'b3', 'z') }} as effect_low,
        {{ sum_high('b1', 'b3', 'z') }} as effect_high,
        {{ variance_at('z', 'low') }} as variance_low,
        {{ variance_at('z', 'high') }} as variance_high
    from placed
    where z > 0
),

judged as (
    select
        *,
        case when effect_low > 0 then 1 when effect_high < 0 then -1 else 0 end as effect_sign,
        power(greatest(effect_low, -effect_high, 0), 2) > power(limit_high, 2) * variance_high as surely_significant,
        power(greatest(abs(effect_low), abs(effect_high)), 2) < power(1.959963, 2) * greatest(variance_low, 0) as surely_not
    from bounded
),

limits as (
    select
        {{ numbers | join(', ') }},
        max(case when surely_significant and effect_sign = -sign(b3_low) then z end) as first_low,
        min(case when surely_not then z end) as first_high,
        max(case when surely_not then z end) as second_low,
        min(case when surely_significant and effect_sign = sign(b3_low) then z end) as second_high
    from judged
    group by {{ numbers | join(', ') }}
),

final as (
    select
        effects.study, effects.table_id, effects.column_id, effects.cell, effects.centred_cell,
        effects.may_be_one_type, effects.term, effects.product_term, effects.moderator, effects.min_value,
        effects.max_value,
        least(-b1_low / b3_low, -b1_low / b3_high, -b1_high / b3_low, -b1_high / b3_high) as zero_low,
        greatest(-b1_low / b3_low, -b1_low / b3_high, -b1_high / b3_low, -b1_high / b3_high) as zero_high,
        limits.first_low, limits.first_high, limits.second_low, limits.second_high
    from effects
    left join limits using ({{ numbers | join(', ') }})
)

select * from final
