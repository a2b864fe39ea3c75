-- Sample sizes: what the tables count against units, years and what is described.
with fits as (
    select * from {{ ref('audit_published_fit') }}
),

years as (
    select
        moments.*,
        studies.n_units,
        moments.max_value - moments.min_value + 1 as n_years
    from {{ ref('audit_published_moment') }} as moments
    inner join {{ ref('audit_study') }} as studies on moments.study = studies.study and moments.term = studies.calendar
),

sizes as (
    select
        fits.study,
        fits.table_id,
        fits.column_id,
        fits.cell,
        fits.n_obs,
        years.n_units * (years.n_years - fits.lag_years) as expected_n,
        years.n_value as described_n,
        years.n_units * years.n_years as full_n,
        years.table_id || '.' || years.term as calendar_cell
    from fits
    inner join years on fits.study = years.study
),

described as (
    select
        fits.*,
        y.table_id || '.' || y.term as outcome_cell,
        least(case when fits.lag_years = 0 then fits.described_n end, y.n_value) as greatest_n
    from fits
    inner join {{ ref('audit_published_moment') }} as y on fits.study = y.study and fits.outcome = y.term
    where y.n_value is not null and fits.n_obs is not null
),

final as (
    select
        study,
        'sample_size' as check_kind,
        'sample_size_' || table_id || '_' || column_id as check_id,
        {{ cells(["cell || '.n'", "calendar_cell || '.n'", "calendar_cell || '.min'", "calendar_cell || '.max'"]) }} as cells,
        n_obs as result_low,
        n_obs as result_high,
        case
            when n_obs = expected_n then 'holds'
            when n_obs > full_n then 'impossible'
            else 'not decidable'
        end as verdict,
        {{ words({'expected': fixed_text('expected_n', 0), 'holds': flag('n_obs = expected_n')}) }} as words
    from sizes
    where expected_n is not null
    union all
    select
        study,
        'sample_within_described' as check_kind,
        'sample_within_described_' || table_id || '_' || column_id as check_id,
        {{ cells(["cell || '.n'", "outcome_cell || '.n'"]) }} as cells,
        n_obs as result_low,
        n_obs as result_high,
        {{ verdict('n_obs <= greatest_n', 'contradicts') }} as verdict,
        {{ words({'most': fixed_text('greatest_n', 0), 'holds': flag('n_obs <= greatest_n')}) }} as words
    from described
)

select {{ consistency_columns() }} from final
