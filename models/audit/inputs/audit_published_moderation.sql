-- Printed moderations: where the effect is zero and where it differs from zero at 5 % (Johnson and Neyman). The centred
-- column reveals the covariance that no table prints: var(b1 + m b3) = var(b1) + 2 m cov + m² var(b3). Limits are taken
-- over a grid of five points in each rounding interval, where the covariance matrix is possible.
{% set t = 1.959964 %}
{% set quantities = ['b1', 'b3', 's1', 's3', 'sc', 'm'] %}

with grid as (
    {% for point in [0, 0.25, 0.5, 0.75, 1] %}{{ 'union all ' if not loop.first }}select {{ point }} as point {% endfor %}
),

cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

effects as (
    select
        cells.study,
        cells.table_id,
        cells.column_id,
        cells.term,
        moderators.term as moderator,
        moderators.min_value,
        moderators.max_value,
        moderators.mean_low as m_low,
        moderators.mean_high as m_high,
        cells.estimate_low as b1_low,
        cells.estimate_high as b1_high,
        cells.std_error_low as s1_low,
        cells.std_error_high as s1_high,
        raw.estimate_low as b3_low,
        raw.estimate_high as b3_high,
        raw.std_error_low as s3_low,
        raw.std_error_high as s3_high,
        after.std_error_low as sc_low,
        after.std_error_high as sc_high
    from cells
    inner join {{ ref('published_facts') }} as facts
        on cells.study = facts.study and cells.term = facts.value_text and facts.fact = 'effect_said_to_weaken'
    inner join cells as raw
        on cells.study = raw.study and cells.table_id = raw.table_id and cells.column_id = raw.column_id
    inner join cells as centred
        on raw.study = centred.study and raw.table_id = centred.table_id and centred.term = raw.term || '_c'
    inner join cells as after
        on
            centred.study = after.study and centred.table_id = after.table_id
            and centred.column_id = after.column_id and cells.term = after.term
    inner join {{ ref('published_facts') }} as factors on cells.study = factors.study and factors.fact = 'centred_mean_of'
    inner join {{ ref('audit_published_moment') }} as moderators
        on
            cells.study = moderators.study and cells.term <> moderators.term
            and '; ' || factors.value_text || ';' like '%; ' || moderators.term || ';%'
    where raw.estimate_low > 0 or raw.estimate_high < 0
),

drawn as (
    select
        effects.*
        {%- for name in quantities %},
        {{ name }}_low + on_{{ name }}.point * ({{ name }}_high - {{ name }}_low) as {{ name }}
        {%- endfor %}
    from effects
    {%- for name in quantities %}
    cross join grid as on_{{ name }}
    {%- endfor %}
),

revealed as (
    select *, (sc * sc - s1 * s1 - m * m * s3 * s3) / (2 * m) as covariance from drawn
),

quadratic as (
    select
        *,
        b3 * b3 - {{ t }} * {{ t }} * s3 * s3 as qa,
        2 * (b1 * b3 - {{ t }} * {{ t }} * covariance) as qb,
        b1 * b1 - {{ t }} * {{ t }} * s1 * s1 as qc
    from revealed
    where abs(covariance) <= s1 * s3
),

solved as (
    select
        *,
        (-qb - sqrt(qb * qb - 4 * qa * qc)) / (2 * qa) as lower_limit,
        (-qb + sqrt(qb * qb - 4 * qa * qc)) / (2 * qa) as upper_limit
    from quadratic
    where qa > 0 and qb * qb > 4 * qa * qc
),

final as (
    select
        study,
        table_id,
        column_id,
        term,
        moderator,
        min_value,
        max_value,
        min(-b1 / b3) as zero_low,
        max(-b1 / b3) as zero_high,
        min(lower_limit) as lower_low,
        max(lower_limit) as lower_high,
        min(upper_limit) as upper_low,
        max(upper_limit) as upper_high
    from solved
    group by study, table_id, column_id, term, moderator, min_value, max_value
)

select * from final
