-- What the columns of a claim about coefficients say together: how many have which verdict, and the weakest, which decides, with
-- its interval.
with ranked as (
    select
        columns.*,
        rules.verdict,
        rules.verdict_zh,
        row_number() over (
            partition by columns.study, columns.claim_id
            order by rules.strength, columns.published_column_id, columns.variable
        ) as place
    from {{ ref('audit_claim_column') }} as columns
    inner join {{ ref('verdict_rules') }} as rules on columns.rule_id = rules.rule_id
),

counted as (
    select study, claim_id, verdict, verdict_zh, count(*) as n
    from ranked
    group by study, claim_id, verdict, verdict_zh
),

told as (
    select
        study,
        claim_id,
        verdict,
        {{ filled(message('claim.verdicts', 'en'), {'n': fixed_text('n', 0), 'verdict': 'verdict'}) }} as words_en,
        {{ filled(message('claim.verdicts', 'zh'), {'n': fixed_text('n', 0), 'verdict': 'verdict_zh'}) }} as words_zh
    from counted
),

verdicts as (
    select
        study,
        claim_id,
        {{ joined_lists('words_@', 'verdict', 'verdicts') }}
    from told
    group by study, claim_id
),

summaries as (
    select
        ranked.study,
        ranked.claim_id,
        count(*) as n_columns,
        count(case when ranked.n_usable > 0 then 1 end) as n_with_usable_test,
        count(case when not ranked.has_claimed_sign then 1 end) as n_opposite,
        count(case when ranked.n_usable > 0 and not coalesce(ranked.p_high < ranked.p_limit, false) then 1 end) as n_contested,
        max(ranked.p_value) as p_value,
        max(case when ranked.place = 1 then ranked.rule_id end) as rule_id,
        max(case when ranked.place = 1 then ranked.published_column_id end) as weakest_column_id,
        max(case when ranked.place = 1 then ranked.se_type end) as se_type,
        max(case when ranked.place = 1 then ranked.slope end) as slope,
        max(case when ranked.place = 1 then ranked.slope_low end) as slope_low,
        max(case when ranked.place = 1 then ranked.slope_high end) as slope_high,
        max(case when ranked.place = 1 then ranked.published_slope end) as published_slope
    from ranked
    group by ranked.study, ranked.claim_id
),

final as (
    select
        summaries.*,
        verdicts.verdicts_en,
        verdicts.verdicts_zh
    from summaries
    inner join verdicts on summaries.study = verdicts.study and summaries.claim_id = verdicts.claim_id
)

select * from final
