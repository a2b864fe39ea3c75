-- Whole-column statistics of the printed tables: N, R2 with its interval, and how many slopes, as if all that is not stated were
-- absent: whether a check that rests on it decides, audit_checked says. Of an incomplete panel the number of year effects is not known.
-- The interval of R2 comes from the adjusted one where both are printed. Only columns of one `sample_id` share a sample: the
-- stated one; a part of the described sample that has all observations for which a variable is described is that.
with numbers as (
    select * from {{ ref('audit_published_number') }}
),

coefficients as (
    select * from {{ ref('audit_published_coefficient') }}
    where term <> '_cons' and estimate is not null
),

regressors as (
    select
        coefficients.study,
        coefficients.table_id,
        coefficients.column_id,
        count(*) as n_regressors,
        max(coefficients.lag_years) as lag_years,
        min(moments.n_value) as described_n
    from coefficients
    left join {{ ref('audit_published_moment') }} as moments
        on coefficients.study = moments.study and coefficients.variable = moments.term
    group by coefficients.study, coefficients.table_id, coefficients.column_id
),

fits as (
    select
        study,
        table_id,
        column_id,
        table_id || '.' || column_id || '._model' as cell,
        min(case when statistic in ('adj_r2', 'r2') then cell end) as r2_cell,  -- the adjusted one where both are printed
        {{ pivoted('n', 'n', 'n_obs') }},
        {{ pivoted('adj_r2', 'adj_r2') }},
        {{ pivoted('r2', 'printed_r2') }}
    from numbers
    where term = '_model'
    group by study, table_id, column_id
),

years as (
    select moments.study, moments.n_value, moments.max_value - moments.min_value + 1 as n_years
    from {{ ref('audit_published_moment') }} as moments
    inner join {{ ref('audit_study') }} as studies on moments.study = studies.study and moments.term = studies.calendar
),

said as (
    select * from {{ ref('audit_column_stated') }}
),

counted as (
    select
        fits.*,
        said.stated_errors,
        said.outcome,
        said.other_effects,
        said.is_stated,
        said.is_complete,
        said.states_r2,
        years.n_years,
        studies.n_units,
        regressors.described_n,
        regressors.n_regressors,
        regressors.lag_years,
        case when coalesce(said.stated_sample, 'not said') <> 'part' then coalesce(said.stated_sample, 'not said')
            when fits.n_obs = regressors.described_n then 'described' end as sample_id,
        max(fits.n_obs) over (partition by fits.study) as most_n,
        case when said.year_effects = 'YES' then 1 else 0 end as n_effects,
        regressors.n_regressors + case
            when coalesce(said.year_effects, '') <> 'YES' then 0
            when fits.n_obs = coalesce(
                studies.n_units * (years.n_years - regressors.lag_years), case when regressors.lag_years = 0 then years.n_value end
            ) then years.n_years - regressors.lag_years - 1
        end as n_slopes
    from fits
    inner join regressors
        on fits.study = regressors.study and fits.table_id = regressors.table_id and fits.column_id = regressors.column_id
    inner join {{ ref('audit_study') }} as studies on fits.study = studies.study
    inner join said on fits.study = said.study and fits.table_id = said.table_id and fits.column_id = said.column_id
    left join years on fits.study = years.study
),

fitted as (
    select
        *,
        n_obs - n_slopes - 1 as df_resid,
        coalesce(stated_errors = 'classical', false) as states_classical,
        -- of a t: those of the residuals, or the clusters minus one, which are the units where the note says so and at least five where it
        -- says nothing; regressors that are not printed or cannot be counted take at most two thirds of the observations
        least(
            coalesce(
                case when stated_errors in ('classical', 'HC1', 'HC3') then n_obs
                    when stated_errors = 'CRV1' then ceil(n_obs / coalesce(n_years, most_n / n_units)) - 1 end, 4
            ),
            coalesce(case when is_complete then n_obs - n_slopes - 1 end, n_obs / 3e0 - n_regressors - 1)
        ) as least_df,
        coalesce({{ r2_of_adjusted('adj_r2_low', 'n_obs', 'n_slopes') }}, printed_r2_low) as r2_low,
        coalesce({{ r2_of_adjusted('adj_r2_high', 'n_obs', 'n_slopes') }}, printed_r2_high) as r2_highest
    from counted
),

final as (
    select fitted.*, case when r2_highest > 1 then 1 else r2_highest end as r2_high from fitted
)

select * from final
