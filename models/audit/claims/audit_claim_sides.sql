-- Each claim with its three sides in one row, before any verdict: printed numbers, official figures, and the sets of variations.
with claims as (
    select * from {{ ref('published_claims') }}
),

printed as (
    select * from {{ ref('audit_claim_printed') }}
),

official as (
    select * from {{ ref('audit_claim_official') }}
),

robustness as (
    select
        study,
        claim_id,
        count(*) as n_sets,
        count(case when not is_passed then 1 end) as n_sets_failing,
        {{ joined_lists("share_@", 'set_id', 'sets') }},
        {{ joined_lists('case when not is_passed then condition_@ end', 'set_id', 'conditions') }}
    from {{ ref('audit_claim_robustness') }}
    group by study, claim_id
),

limits as (
    select
        max(case when rule_id = 'confirmed' then limit_value end) as p_limit,
        max(case when rule_id = 'one_region' then limit_value end) as share_limit
    from {{ ref('verdict_rules') }}
),

final as (
    select
        claims.*,
        case when claims.kind = 'coefficient' then {{ claim_p_limit('claims.claimed_level', 'limits.p_limit') }} end as p_limit,
        limits.share_limit,
        printed.verdict as printed_verdict,
        printed.sentence_en as printed_en,
        printed.sentence_zh as printed_zh,
        official.n_columns,
        official.n_with_usable_test,
        official.n_opposite,
        official.n_contested,
        official.p_value,
        official.rule_id as official_rule_id,
        official.weakest_column_id,
        official.se_type,
        official.slope,
        official.slope_low,
        official.slope_high,
        official.published_slope,
        official.largest_share,
        official.largest_region_en,
        official.largest_region_zh,
        official.sentence_en as official_en,
        official.sentence_zh as official_zh,
        coalesce(robustness.n_sets, 0) as n_sets,
        coalesce(robustness.n_sets_failing, 0) as n_sets_failing,
        robustness.sets_en as robustness_en,
        robustness.sets_zh as robustness_zh,
        robustness.conditions_en,
        robustness.conditions_zh
    from claims
    cross join limits
    inner join printed on claims.study = printed.study and claims.claim_id = printed.claim_id
    inner join official on claims.study = official.study and claims.claim_id = official.claim_id
    left join robustness on claims.study = robustness.study and claims.claim_id = robustness.claim_id
)

select * from final
