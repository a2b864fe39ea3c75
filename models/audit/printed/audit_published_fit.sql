-- Whole-column statistics of the printed tables: N, R2 with its interval, and how many slopes. Year effects that no row states
-- are taken as absent, and `effects_stated` says so; of an incomplete panel their number is not known. The interval of R2 comes
-- from the adjusted one where both are printed. A column is on the whole sample if it has all observations for which its
-- variables are described, or, where none is, the most of any column: only such columns of equal N surely share a sample.
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
        {{ pivoted('r2', 'printed_r2') }},
        max(case when statistic = 'year_fixed_effects' then upper(value_as_printed) end) as year_fixed_effects
    from numbers
    where term = '_model'
    group by study, table_id, column_id
),

notes as (
    select study, table_id, max(value_text) as stated_errors from {{ ref('published_facts') }}
    where fact = 'standard_errors'
    group by study, table_id
),

years as (
    select
        moments.study,
        moments.max_value - moments.min_value + 1 as n_years
    from {{ ref('audit_published_moment') }} as moments
    inner join {{ ref('audit_study') }} as studies on moments.study = studies.study and moments.term = studies.calendar
),

counted as (
    select
        fits.*,
        coalesce(notes.stated_errors, whole.stated_errors) as stated_errors,
        years.n_years,
        studies.n_units,
        max(fits.n_obs) over (partition by fits.study) as most_n,
        regressors.described_n,
        regressors.n_regressors,
        regressors.lag_years,
        coalesce(fits.year_fixed_effects, '') in ('YES', 'NO') as effects_stated,
        case when fits.year_fixed_effects = 'YES' then 1 else 0 end as n_effects,
        regressors.n_regressors + case
            when coalesce(fits.year_fixed_effects, '') <> 'YES' then 0
            when fits.n_obs = coalesce(
                studies.n_units * (years.n_years - regressors.lag_years),
                case when regressors.lag_years = 0 then max(fits.n_obs) over (partition by fits.study) end
            )
                then years.n_years - regressors.lag_years - 1
        end as n_slopes
    from fits
    inner join regressors
        on fits.study = regressors.study and fits.table_id = regressors.table_id and fits.column_id = regressors.column_id
    inner join {{ ref('audit_study') }} as studies on fits.study = studies.study
    left join years on fits.study = years.study
    left join notes on fits.study = notes.study and fits.table_id = notes.table_id
    left join notes as whole on fits.study = whole.study and whole.table_id = '*'
),

final as (
    select
        *,
        n_obs - n_slopes - 1 as df_resid,
        effects_stated and coalesce(stated_errors = 'classical', false) as states_classical,
        n_obs = coalesce(described_n, most_n) as is_whole_sample,
        -- of a t: the column's units minus one (four where units cannot be told), or those of the residuals; effects unsaid or
        -- uncounted take at most half of the observations
        least(
            coalesce(ceil(n_obs / coalesce(n_years, most_n / n_units)) - 1, 4),
            coalesce(case when effects_stated then n_obs - n_slopes - 1 end, n_obs / 2 - n_regressors - 1)
        ) as least_df,
        coalesce({{ r2_of_adjusted('adj_r2_low', 'n_obs', 'n_slopes') }}, printed_r2_low) as r2_low,
        coalesce({{ r2_of_adjusted('adj_r2_high', 'n_obs', 'n_slopes') }}, printed_r2_high) as r2_high
    from counted
)

select * from final
