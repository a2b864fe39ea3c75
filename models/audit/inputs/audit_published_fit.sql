-- Whole-column statistics of the printed tables: N, adjusted R2 with its interval, and how many regressors are printed.
with numbers as (
    select * from {{ ref('audit_published_number') }}
),

regressors as (
    select
        study,
        table_id,
        column_id,
        count(*) as n_regressors
    from numbers
    where statistic = 'estimate' and term <> '_cons'
    group by study, table_id, column_id
),

fits as (
    select
        study,
        table_id,
        column_id,
        max(case when statistic = 'n' then value end) as n_obs,
        max(case when statistic = 'adj_r2' then value_low end) as adj_r2_low,
        max(case when statistic = 'adj_r2' then value_high end) as adj_r2_high,
        max(case when statistic = 'year_fixed_effects' then value_as_printed end) as year_fixed_effects
    from numbers
    where term = '_model'
    group by study, table_id, column_id
),

years as (
    select
        study,
        max_value - min_value + 1 as n_years
    from (
        select study, max(max_value) as max_value, max(min_value) as min_value
        from {{ ref('audit_published_moment') }}
        where term = 'Year'
        group by study
    ) as printed_years
),

counted as (
    select
        fits.*,
        regressors.n_regressors,
        regressors.n_regressors
        + case when fits.year_fixed_effects = 'YES' then years.n_years - 1 else 0 end as n_slopes
    from fits
    inner join regressors
        on
            fits.study = regressors.study
            and fits.table_id = regressors.table_id
            and fits.column_id = regressors.column_id
    inner join years on fits.study = years.study
),

final as (
    select
        *,
        n_obs - n_slopes - 1 as df_resid,
        1 - (1 - adj_r2_low) * (n_obs - n_slopes - 1) / (n_obs - 1) as r2_low,
        1 - (1 - adj_r2_high) * (n_obs - n_slopes - 1) / (n_obs - 1) as r2_high
    from counted
)

select * from final
