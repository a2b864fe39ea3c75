-- The claims ledger: each claim of a study, what the three sides say of it, the verdict that the seed verdict_rules gives it,
-- and, where it is confirmed on a condition only, that condition in words. A panel that departs from the study's parameters gives none; the claims
-- of a study that was not estimated have no row where another was.
with departures as (
    select
        study,
        {{ joined_lists('sentence_@', 'parameter', 'sentence') }}
    from {{ ref('study_departure') }}
    group by study
),

estimated as (
    select distinct study from {{ source('results', 'fits') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

decided as (
    select
        sides.*,
        case when departures.study is not null then 'departs' else {{ claim_rule() }} end as rule_id,
        departures.sentence_en as departures_en,
        departures.sentence_zh as departures_zh
    from {{ ref('audit_claim_sides') }} as sides
    left join departures on sides.study = departures.study
    where not exists (select * from estimated) or sides.study in (select study from estimated)
),

rules as (
    select * from {{ ref('verdict_rules') }}
),

substitutions as (
    select study, published_term, note, note_zh
    from {{ ref('published_terms') }}
    where is_primary and not is_same_construction
),

final as (
    select
        decided.study,
        decided.claim_id,
        decided.kind,
        decided.claim_en,
        decided.claim_zh,
        decided.where_stated,
        decided.table_id,
        decided.column_id,
        decided.term,
        case when decided.rule_id = 'departs' then 'none' else decided.printed_verdict end as printed_verdict,
        case when decided.rule_id <> 'departs' then decided.printed_en end as printed_en,
        case when decided.rule_id <> 'departs' then decided.printed_zh end as printed_zh,
        decided.official_en,
        decided.official_zh,
        decided.robustness_en,
        decided.robustness_zh,
        rules.verdict,
        rules.verdict_zh,
        rules.rule_id,
        {{ claim_condition('en') }} as condition_en,
        {{ claim_condition('zh') }} as condition_zh,
        rules.reason_en || coalesce(': ' || decided.departures_en, '') as reason_en,
        rules.reason_zh || coalesce('：' || decided.departures_zh, '') as reason_zh,
        decided.p_limit,
        decided.n_columns,
        decided.n_opposite,
        decided.n_with_usable_test,
        decided.weakest_column_id,
        decided.se_type,
        decided.p_value,
        decided.slope,
        decided.slope_low,
        decided.slope_high,
        decided.published_slope,
        decided.n_sets,
        decided.n_sets_failing,
        substitutions.note as caveat_en,
        substitutions.note_zh as caveat_zh
    from decided
    inner join rules on decided.rule_id = rules.rule_id
    left join substitutions on decided.study = substitutions.study and decided.term = substitutions.published_term
)

select * from final
