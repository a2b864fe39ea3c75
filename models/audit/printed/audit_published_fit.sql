-- Whole-column statistics of the printed tables: N, R2 with its interval, and how many slopes, as if all that is not stated were
-- absent: whether a check that rests on it decides, audit_checked says. `is_stated` where it is plain least squares with a constant and all
-- regressors printed, `is_complete` where all regressors and effects are known. Of an incomplete panel the number of year effects is not
-- known. The interval of R2 comes from the adjusted one where both are printed. Only columns of one `sample_id` share a sample: the
-- stated one; a part of the described sample that has all observations for which a variable is described is that.
with moments as (
    select * from {{ ref('audit_published_moment') }}
),

studies as (
    select * from {{ ref('audit_study') }}
),

regressors as (
    select
        coefficients.study, coefficients.table_id, coefficients.column_id,
        count(*) as n_regressors,
        max(coefficients.lag_years) as lag_years,
        min(moments.n_value) as described_n
    from {{ ref('audit_published_coefficient') }} as coefficients
    left join moments on coefficients.study = moments.study and coefficients.variable = moments.term
    where coefficients.term <> '_cons' and coefficients.estimate is not null
    group by coefficients.study, coefficients.table_id, coefficients.column_id
),

fits as (
    select
        study, table_id, column_id,
        table_id || '.' || column_id || '._model' as cell,
        min(case when statistic in ('adj_r2', 'r2') then cell end) as r2_cell,  -- the adjusted one where both are printed
        {{ pivoted('n', 'n', 'n_obs') }},
        {{ pivoted('adj_r2', 'adj_r2') }},
        {{ pivoted('r2', 'printed_r2') }}
    from {{ ref('audit_published_number') }}
    where term = '_model'
    group by study, table_id, column_id
),

years as (
    select moments.study, moments.n_value, moments.max_value - moments.min_value + 1 as n_years
    from moments
    inner join studies on moments.study = studies.study and moments.term = studies.calendar
),

said as (
    select
        study, table_id, column_id,
        max(case when premise = 'outcome' then value_text end) as outcome,
        coalesce(max(case when premise = 'sample' then value_text end), 'not said') as stated_sample,
        max(case when premise = 'errors' and status = 'met' then value_text end) as stated_errors,
        max(case when premise = 'other_effects' then value_text end) as other_effects,
        max(case when premise = 'year_effects' and upper(value_text) = 'YES' then 1 else 0 end) as n_effects,
        count(case when premise not in ('r2', 'sample', 'described', 'effects_said', 'stars', 'errors') and status = 'met' then 1 end) = 7 as is_stated,
        count(case when premise in ('controls', 'year_effects', 'other_effects') and status = 'met' then 1 end) = 3 as is_complete,
        count(case when premise = 'r2' and status = 'met' then 1 end) = 1 as states_r2
    from {{ ref('audit_column_fact') }}
    group by study, table_id, column_id
),

counted as (
    select
        *,
        case when stated_sample <> 'part' then stated_sample when n_obs = described_n then 'described' end as sample_id,
        max(n_obs) over (partition by study) as most_n,
        n_regressors + case
            when n_effects = 0 then 0
            when n_obs = coalesce(n_units * (n_years - lag_years), case when lag_years = 0 then n_value end) then n_years - lag_years - 1
        end as n_slopes
    from fits
    inner join regressors using (study, table_id, column_id)
    inner join said using (study, table_id, column_id)
    inner join studies using (study)
    left join years using (study)
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
    select *, case when r2_highest > 1 then 1 else r2_highest end as r2_high from fitted
)

select * from final
