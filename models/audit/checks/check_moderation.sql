-- Where a printed moderation changes its sign, held against a text that calls it a weakening. The centred column reveals
-- the covariance that no table prints: var(b1 + m b3) = var(b1) + 2 m cov + m² var(b3). With it the effect's 5 % limits
-- (Johnson and Neyman) follow, over a grid of five points in each rounding interval whose covariance matrix is possible.
{% set t = 1.959964 %}

with grid as (
    select 0.0 as point union all select 0.25 union all select 0.5 union all select 0.75 union all select 1.0
),

cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

effects as (
    select
        cells.study, cells.table_id, cells.column_id, cells.term, moderators.term as moderator,
        moderators.min_value, moderators.max_value, moderators.mean_low, moderators.mean_high,
        cells.estimate_low as b1_low, cells.estimate_high as b1_high,
        cells.std_error_low as s1_low, cells.std_error_high as s1_high,
        raw.estimate_low as b3_low, raw.estimate_high as b3_high,
        raw.std_error_low as s3_low, raw.std_error_high as s3_high,
        after.std_error_low as sc_low, after.std_error_high as sc_high
    from cells
    inner join {{ ref('published_facts') }} as facts
        on cells.study = facts.study and facts.fact = 'effect_said_to_weaken' and cells.term = facts.value_text
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
            cells.study = moderators.study and moderators.term <> cells.term
            and '; ' || factors.value_text || ';' like '%; ' || moderators.term || ';%'
    where raw.estimate_low > 0 or raw.estimate_high < 0
),

drawn as (
    select
        effects.*,
        b1_low + g1.point * (b1_high - b1_low) as b1,
        b3_low + g2.point * (b3_high - b3_low) as b3,
        s1_low + g3.point * (s1_high - s1_low) as s1,
        s3_low + g4.point * (s3_high - s3_low) as s3,
        sc_low + g5.point * (sc_high - sc_low) as sc,
        mean_low + g6.point * (mean_high - mean_low) as m
    from effects
    cross join grid as g1 cross join grid as g2 cross join grid as g3
    cross join grid as g4 cross join grid as g5 cross join grid as g6
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

limits as (
    select
        study, table_id, column_id, term, moderator, min_value, max_value,
        min(-b1 / b3) as zero_low, max(-b1 / b3) as zero_high,
        min((-qb - sqrt(qb * qb - 4 * qa * qc)) / (2 * qa)) as lower_low,
        max((-qb - sqrt(qb * qb - 4 * qa * qc)) / (2 * qa)) as lower_high,
        min((-qb + sqrt(qb * qb - 4 * qa * qc)) / (2 * qa)) as upper_low,
        max((-qb + sqrt(qb * qb - 4 * qa * qc)) / (2 * qa)) as upper_high
    from quadratic
    where qa > 0 and qb * qb > 4 * qa * qc
    group by study, table_id, column_id, term, moderator, min_value, max_value
),

final as (
    select
        study, 'sign_reversal_in_' || moderator as check_id,
        table_id || ' column ' || column_id || ': ' || term || ' and the product' as cells,
        zero_low as result_low, zero_high as result_high,
        'outside the range ' || min_value || ' to ' || max_value || ' for a mere weakening' as expected,
        {{ either('zero_low >= min_value and zero_high <= max_value', "'contradicts'", "'holds'") }} as verdict,
        'The printed effect of ' || term || ' is zero at ' || moderator || ' = ' || round(zero_low, 1) || ' to '
        || round(zero_high, 1) || '; the sample runs from ' || min_value || ' to ' || max_value || '.' as sentence_en,
        term || '的刊印效应在' || moderator || '=' || round(zero_low, 1) || '至' || round(zero_high, 1) || '处为零；样本范围为'
        || min_value || '至' || max_value || '。' as sentence_zh
    from limits
    union all
    select
        study, 'johnson_neyman_in_' || moderator,
        table_id || ' column ' || column_id || ': ' || term || ', the product and their errors, and the centred column',
        upper_low, upper_high,
        'outside the range ' || min_value || ' to ' || max_value || ' for a mere weakening',
        {{ either('lower_low >= min_value and upper_high <= max_value', "'contradicts'", "'not decidable'") }},
        'By the printed errors the effect of ' || term || ' differs from zero at 5 % below ' || moderator || ' = '
        || round(lower_low, 1) || ' to ' || round(lower_high, 1) || ' with one sign and above ' || round(upper_low, 1) || ' to '
        || round(upper_high, 1) || ' with the other.',
        '按刊印标准误，' || term || '的效应在' || moderator || '低于' || round(lower_low, 1) || '至' || round(lower_high, 1)
        || '时与高于' || round(upper_low, 1) || '至' || round(upper_high, 1) || '时均在5%水平异于零，且符号相反。'
    from limits
)

select {{ consistency_columns() }} from final
