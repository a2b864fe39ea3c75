-- What a coefficient that the study is about says on its own: its size in standard deviations, whether its usable
-- tests, adjusted for the table's others, find it different from zero, and how small an effect would have been found.
with terms as (
    select * from {{ source('results', 'focal_terms') }}
    where panel_sha256 = {{ panel_fingerprint() }} and role <> 'description'
),

estimates as (
    select * from {{ source('results', 'estimates') }}
    where panel_sha256 = {{ panel_fingerprint() }}
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
    select * from {{ ref('careful_test') }}
),

usability as (
    select * from {{ ref('test_usability') }}
),

power as (
    select
        study, table_id, column_id,
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
        tested.p_adjusted_low as p_low,
        tested.p_adjusted_high as p_high,
        tested.n_tests, power.detectable, power.margin, power.p_equivalence,
        coalesce(usability.is_usable, false) as is_power_careful,
        case
            when tested.n_usable is null then 'untested'
            when tested.p_adjusted_high < limits.p_limit then 'every'
            when tested.p_adjusted_low < limits.p_limit then 'contested'
            else 'none'
        end as support
    from terms
    cross join limits
    left join slopes using (study, table_id, column_id, term)
    left join tested using (study, table_id, column_id, term)
    left join usability
        on
            terms.study = usability.study and terms.table_id = usability.table_id
            and terms.column_id = usability.column_id and terms.term = usability.term
            and terms.power_errors = usability.se_type
    left join power
        on
            terms.study = power.study and terms.table_id = power.table_id
            and terms.column_id = power.column_id and terms.term = power.term
)

select * from final
