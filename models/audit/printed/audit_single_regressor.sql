-- The errors of a column with one regressor and no effects, slope and constant a row each: what the classical variance is
-- multiplied with, and the largest weight that the estimator gives an observation. A printed sd may have n or n − 1 below it.
{% set spread = 'greatest(x.max_high - x.mean_low, x.mean_high - x.min_low)' %}

with moments as (
    select * from {{ ref('audit_published_moment') }}
),

columns as (
    select
        fits.study,
        fits.stated_errors,
        fits.n_obs,
        slopes.cell as slope_cell,
        constants.cell as constant_cell,
        slopes.std_error_low as slope_se_low,
        slopes.std_error_high as slope_se_high,
        constants.std_error_low as constant_se_low,
        constants.std_error_high as constant_se_high,
        studies.n_units,
        fits.n_obs / studies.n_units as n_periods,
        x.mean_low as x_low,
        x.mean_high as x_high,
        power(x.sd_low, 2) * (x.n_value - 1) as sxx_low,
        power(x.sd_high, 2) * x.n_value as sxx_high,
        {{ spread }} as deviation,
        (1 - fits.r2_high) * (y.n_value - 1) * power(y.sd_low, 2) as ssr_low,
        (1 - fits.r2_low) * y.n_value * power(y.sd_high, 2) as ssr_high
    from {{ ref('audit_published_fit') }} as fits
    inner join {{ ref('audit_study') }} as studies on fits.study = studies.study
    inner join {{ ref('audit_published_coefficient') }} as slopes
        on
            fits.study = slopes.study and fits.table_id = slopes.table_id and fits.column_id = slopes.column_id
            and slopes.term <> '_cons'
    inner join {{ ref('audit_published_coefficient') }} as constants
        on
            fits.study = constants.study and fits.table_id = constants.table_id and fits.column_id = constants.column_id
            and constants.term = '_cons'
    inner join moments as x on fits.study = x.study and slopes.term = x.term and fits.n_obs = x.n_value and x.sd_low > 0
    inner join moments as y on fits.study = y.study and fits.outcome = y.term and fits.n_obs = y.n_value
    where fits.n_slopes = 1 and fits.n_obs > 3 and fits.is_stated and fits.n_effects = 0
),

final as (
    select
        columns.*,
        'slope' as kind,
        slope_cell as cell,
        slope_se_low as printed_low,
        slope_se_high as printed_high,
        1 / sxx_high as factor_low,
        1 / sxx_low as factor_high,
        deviation / sxx_low as weight
    from columns
    union all
    select
        columns.*,
        'constant',
        constant_cell,
        constant_se_low,
        constant_se_high,
        1 / n_obs + power(greatest(x_low, -x_high, 0), 2) / sxx_high,
        1 / n_obs + power(greatest(abs(x_low), abs(x_high)), 2) / sxx_low,
        1 / n_obs + greatest(abs(x_low), abs(x_high)) * deviation / sxx_low
    from columns
)

select * from final
