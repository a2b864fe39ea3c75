-- The claims ledger: each claim of a study, the evidence, and the verdict that the seed verdict_rules gives it.
with evidence as (
    select * from {{ ref('audit_claim_evidence') }}
),

rules as (
    select * from {{ ref('verdict_rules') }}
),

substitutions as (
    select study, variable, note, note_zh
    from {{ ref('published_terms') }}
    where is_primary and not is_same_construction
),

decided as (
    select
        *,
        case
            when evidence = 'estimate' and n_columns = 0 then 'no_rows'
            when evidence = 'estimate' and n_opposite > 0 then 'opposite'
            when evidence = 'estimate' and n_with_three_p = n_columns and greatest(p_crv1, p_crv3, p_permutation) < p_limit
                then 'holds'
            when evidence = 'estimate' and least(p_crv1, p_crv3, p_permutation) < p_limit then 'holds_only_if'
            when evidence = 'estimate' then 'not_significant'
            when evidence = 'consistency' and check_verdict = 'holds' then 'printed_holds'
            when evidence = 'consistency' and check_verdict in ('contradicts', 'impossible') then 'printed_contradicts'
            when evidence = 'consistency' then 'printed_undecidable'
            when evidence = 'not_tested' then 'untested'
            else 'undecidable'
        end as rule_id
    from evidence
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
        decided.p_limit,
        decided.n_columns,
        decided.n_opposite,
        decided.p_crv1,
        decided.p_crv3,
        decided.p_permutation,
        substitutions.note as caveat_en,
        substitutions.note_zh as caveat_zh,
        coalesce(decided.check_en, rules.reason_en) as evidence_en,
        coalesce(decided.check_zh, rules.reason_zh) as evidence_zh
    from decided
    inner join rules on decided.rule_id = rules.rule_id
    left join substitutions on decided.study = substitutions.study and decided.term = substitutions.variable
)

select * from final
