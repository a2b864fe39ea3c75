-- What a coefficient that the study is about says on its own: its size in standard deviations, which of the tests that the
-- statements read tell it from zero, and how small an effect would have been found.
with terms as (
    select * from {{ source('results', 'focal_terms') }}
    where panel_sha256 = {{ panel_fingerprint() }} and role <> 'description'
),

estimates as (
    select * from {{ source('results', 'estimates') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

tests as (
    select * from {{ ref('sentence_tests') }}
),

limits as (
    select max(p_limit) as p_limit from {{ ref('sentence_rules') }}
),

slopes as (
    select study, table_id, column_id, term, max(estimate) as estimate
    from estimates
    group by study, table_id, column_id, term
),

tested as (
    select
        estimates.study,
        estimates.table_id,
        estimates.column_id,
        estimates.term,
        count(case when tests.is_careful then 1 end) as n_careful,
        min(estimates.p_value) as p_low,
        max(estimates.p_value) as p_high
    from estimates
    inner join tests on estimates.se_type like tests.se_type_pattern
    where estimates.p_value is not null
    group by estimates.study, estimates.table_id, estimates.column_id, estimates.term
),

power as (
    select
        study,
        table_id,
        column_id,
        item as term,
        max(case when diagnostic = 'minimum_detectable_effect' then value end) as detectable,
        max(case when diagnostic = 'equivalence_test' then value end) as margin,
        max(case when diagnostic = 'equivalence_test' then p_value end) as p_equivalence
    from {{ source('results', 'diagnostics') }}
    where panel_sha256 = {{ panel_fingerprint() }}
    group by study, table_id, column_id, item
),

final as (
    select
        terms.*,
        limits.p_limit,
        slopes.estimate,
        terms.scale * slopes.estimate as slope,
        tested.p_low,
        tested.p_high,
        power.detectable,
        power.margin,
        power.p_equivalence,
        coalesce(terms.power_errors like 'CRV3(%', false) as is_power_careful,
        case
            when coalesce(tested.n_careful, 0) = 0 then 'untested'
            when tested.p_high < limits.p_limit then 'every'
            when tested.p_low < limits.p_limit then 'contested'
            else 'none'
        end as support
    from terms
    cross join limits
    left join slopes
        on
            terms.study = slopes.study and terms.table_id = slopes.table_id
            and terms.column_id = slopes.column_id and terms.term = slopes.term
    left join tested
        on
            terms.study = tested.study and terms.table_id = tested.table_id
            and terms.column_id = tested.column_id and terms.term = tested.term
    left join power
        on
            terms.study = power.study and terms.table_id = power.table_id
            and terms.column_id = power.column_id and terms.term = power.term
)

select * from final
