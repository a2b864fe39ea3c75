-- The claims ledger: each claim of a study, what the three sides (printed numbers, official figures, sets of variations) say of it, the
-- verdict that the seed verdict_rules gives it, and, where it is confirmed on a condition only, that condition in words. A panel that departs
-- from the study's parameters gives none; the claims of a study that was not estimated have no row where another was.
with departures as (
    select study, {{ joined_lists('sentence_@', 'parameter', 'departures') }}
    from {{ ref('study_departure') }}
    group by study
),

estimated as (
    select distinct study from {{ source('results', 'fits') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

robustness as (
    select
        study,
        claim_id,
        count(*) as n_sets,
        count(case when not is_passed then 1 end) as n_sets_failing,
        {{ joined_lists('share_@', 'set_id', 'sets') }},
        {{ joined_lists('case when not is_passed then condition_@ end', 'set_id', 'conditions') }}
    from {{ ref('audit_claim_robustness') }}
    group by study, claim_id
),

rules as (
    select * from {{ ref('verdict_rules') }}
),

limits as (
    select
        max(case when rule_id = 'confirmed' then limit_value end) as p_limit,
        max(case when rule_id = 'one_region' then limit_value end) as share_limit
    from rules
),

sides as (
    select
        claims.*,
        case when claims.kind = 'coefficient' then {{ claim_p_limit('claims.claimed_level', 'limits.p_limit') }} end as p_limit,
        limits.share_limit,
        printed.verdict as printed_verdict,
        printed.sentence_en as printed_en,
        printed.sentence_zh as printed_zh,
        official.rule_id as official_rule_id,
        official.sentence_en as official_en,
        official.sentence_zh as official_zh,
        {%- for name in [
            'n_columns', 'n_with_usable_test', 'n_opposite', 'n_contested', 'p_value', 'weakest_column_id', 'se_type', 'slope', 'slope_low',
            'slope_high', 'published_slope', 'largest_share', 'largest_region_en', 'largest_region_zh'
        ] %}
        official.{{ name }},
        {%- endfor %}
        coalesce(robustness.n_sets, 0) as n_sets,
        coalesce(robustness.n_sets_failing, 0) as n_sets_failing,
        robustness.sets_en as robustness_en,
        robustness.sets_zh as robustness_zh,
        robustness.conditions_en,
        robustness.conditions_zh,
        departures.study is not null as departs,
        departures.departures_en,
        departures.departures_zh
    from {{ ref('published_claims') }} as claims
    cross join limits
    inner join {{ ref('audit_claim_printed') }} as printed using (study, claim_id)
    inner join {{ ref('audit_claim_official') }} as official using (study, claim_id)
    left join robustness using (study, claim_id)
    left join departures using (study)
    where not exists (select * from estimated) or claims.study in (select study from estimated)
),

decided as (
    select *, {{ either('departs', "'departs'", claim_rule()) }} as rule_id from sides
),

substitutions as (
    select study, published_term as term, note as caveat_en, note_zh as caveat_zh from {{ ref('published_terms') }}
    where is_primary and not is_same_construction
),

final as (
    select
        decided.study, decided.claim_id, decided.kind, decided.claim_en, decided.claim_zh, decided.where_stated, decided.table_id,
        decided.column_id, decided.term,
        {{ either('decided.departs', "'none'", 'decided.printed_verdict') }} as printed_verdict,
        case when not decided.departs then decided.printed_en end as printed_en,
        case when not decided.departs then decided.printed_zh end as printed_zh,
        decided.official_en, decided.official_zh, decided.robustness_en, decided.robustness_zh, rules.verdict, rules.verdict_zh, rules.rule_id,
        {{ claim_condition('en') }} as condition_en,
        {{ claim_condition('zh') }} as condition_zh,
        {{ in_both('claim.reason', {'reason': 'rules.reason_@', 'departures': 'decided.departures_@'}, 'reason') }},
        decided.p_limit, decided.n_columns, decided.n_opposite, decided.n_with_usable_test, decided.weakest_column_id, decided.se_type,
        decided.p_value, decided.slope, decided.slope_low, decided.slope_high, decided.published_slope, decided.n_sets, decided.n_sets_failing,
        substitutions.caveat_en, substitutions.caveat_zh
    from decided
    inner join rules using (rule_id)
    left join substitutions using (study, term)
)

select * from final
