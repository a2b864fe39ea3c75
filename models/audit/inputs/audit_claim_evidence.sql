-- Each claim with the evidence that bears on it, before any verdict: estimates of the named columns, or a check.
with claims as (
    select * from {{ ref('published_claims') }}
),

coefficients as (
    select * from {{ ref('audit_recomputed_coefficient') }}
),

checks as (
    select * from {{ ref('consistency') }}
),

limits as (
    select max(p_limit) as p_limit from {{ ref('verdict_rules') }}
    where rule_id = 'holds'
),

estimated as (
    select
        claims.study,
        claims.claim_id,
        count(coefficients.term) as n_columns,
        count(coefficients.p_crv1 + coefficients.p_crv3 + coefficients.p_permutation) as n_with_three_p,
        count(case when (claims.expected_sign = 'positive') <> (coefficients.estimate > 0) then 1 end) as n_opposite,
        max(coefficients.p_crv1) as p_crv1,
        max(coefficients.p_crv3) as p_crv3,
        max(coefficients.p_permutation) as p_permutation
    from claims
    left join coefficients
        on
            claims.study = coefficients.study
            and claims.evidence_key = coefficients.table_id
            and claims.column_id in (coefficients.column_id, '*')
            and coefficients.term like claims.term
    where claims.evidence = 'estimate'
    group by claims.study, claims.claim_id
),

final as (
    select
        claims.*,
        case
            when claims.evidence = 'estimate' then least(limits.p_limit, coalesce(claims.claimed_level, limits.p_limit))
        end as p_limit,
        checks.verdict as check_verdict,
        checks.sentence_en as check_en,
        checks.sentence_zh as check_zh,
        estimated.n_columns,
        estimated.n_opposite,
        estimated.n_with_three_p,
        estimated.p_crv1,
        estimated.p_crv3,
        estimated.p_permutation
    from claims
    cross join limits
    left join checks on claims.study = checks.study and claims.evidence_key = checks.check_id
    left join estimated on claims.study = estimated.study and claims.claim_id = estimated.claim_id
)

select * from final
