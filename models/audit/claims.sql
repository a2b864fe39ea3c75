-- The claims ledger: each claim of a study, the evidence, and the verdict that the seed verdict_rules gives it.
with claims as (
    select * from {{ ref('published_claims') }}
),

rules as (
    select * from {{ ref('verdict_rules') }}
),

substitutions as (
    select study, variable, note
    from {{ ref('published_terms') }}
    where is_primary and not is_same_construction
),

coefficients as (
    select * from {{ ref('audit_recomputed_coefficient') }}
),

checks as (
    select * from {{ ref('consistency') }}
),

limits as (
    select max(p_limit) as p_limit from rules where rule_id = 'holds'
),

estimated as (
    select
        claims.study,
        claims.claim_id,
        count(coefficients.term) as n_columns,
        sum(case
            when (claims.expected_sign = 'positive') = (coefficients.estimate > 0) then 0 else 1
        end) as n_opposite,
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

decided as (
    select
        claims.*,
        checks.verdict as check_verdict,
        checks.sentence_en as check_en,
        checks.sentence_zh as check_zh,
        estimated.n_columns,
        estimated.n_opposite,
        estimated.p_crv1,
        estimated.p_crv3,
        estimated.p_permutation,
        case
            when claims.evidence = 'estimate' then case
                when estimated.n_columns = 0 then 'no_rows'
                when estimated.n_opposite > 0 then 'opposite'
                when greatest(estimated.p_crv1, estimated.p_crv3, estimated.p_permutation) < limits.p_limit then 'holds'
                when least(estimated.p_crv1, estimated.p_crv3, estimated.p_permutation) < limits.p_limit then 'holds_only_if'
                else 'not_significant'
            end
            when claims.evidence = 'consistency'
                then case when checks.verdict = 'holds' then 'printed_holds' else 'printed_contradicts' end
            when claims.evidence = 'not_tested' then 'untested'
            else 'undecidable'
        end as rule_id
    from claims
    cross join limits
    left join checks on claims.study = checks.study and claims.evidence_key = checks.check_id
    left join estimated on claims.study = estimated.study and claims.claim_id = estimated.claim_id
),

final as (
    select
        decided.study,
        decided.claim_id,
        decided.claim_en,
        decided.claim_zh,
        decided.where_stated,
        decided.evidence,
        decided.evidence_key,
        decided.column_id,
        rules.verdict,
        rules.rule_id,
        rules.condition_en,
        decided.n_columns,
        decided.n_opposite,
        decided.p_crv1,
        decided.p_crv3,
        decided.p_permutation,
        substitutions.note as caveat_en,
        coalesce(decided.check_en, rules.reason_en) as evidence_en,
        decided.check_zh as evidence_zh
    from decided
    inner join rules on decided.rule_id = rules.rule_id
    left join substitutions on decided.study = substitutions.study and decided.term = substitutions.variable
)

select * from final
