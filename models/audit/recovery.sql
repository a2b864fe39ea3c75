-- What was planted in a simulated world beside what this run's estimation found on the published files of that world:
-- empty for observed figures, where nothing is planted.
with planted as (
    select distinct term, truth from {{ source('results', 'coverage') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

estimates as (
    select * from {{ source('results', 'estimates') }}
    where
        panel_sha256 = {{ panel_fingerprint() }}
        and table_id = 'table_4_as_equations_state'
        and column_id = '2'
        and se_type = 'CRV3(region)'
),

final as (
    select
        estimates.study,
        planted.term,
        planted.truth as planted,
        estimates.estimate, estimates.ci_low, estimates.ci_high, estimates.se_type,
        planted.truth between estimates.ci_low and estimates.ci_high as is_covered
    from planted
    inner join estimates using (term)
)

select * from final
