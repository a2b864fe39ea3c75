-- A column with one regressor and no fixed effects: R2 is the squared slope times the ratio of variances, and the line
-- runs through the means.
{% set r2_follows = overlaps('implied_r2_low', 'implied_r2_high', 'r2_low', 'r2_high') %}
{% set constant_follows = overlaps('implied_constant_low', 'implied_constant_high', 'constant_low', 'constant_high') %}

with fits as (
    select * from {{ ref('audit_published_fit') }}
    where n_slopes = 1 and lag_years = 0
),

slopes as (
    select * from {{ ref('audit_published_coefficient') }}
    where term <> '_cons'
),

constants as (
    select * from {{ ref('audit_published_coefficient') }}
    where term = '_cons'
),

moments as (
    select * from {{ ref('audit_published_moment') }}
),

boxes as (
    select
        fits.study,
        fits.table_id,
        fits.column_id,
        fits.r2_cell,
        slopes.cell,
        constants.cell as constant_cell,
        x.table_id || '.' || x.term as x_cell,
        y.table_id || '.' || y.term as y_cell,
        fits.r2_low,
        fits.r2_high,
        constants.estimate_low as constant_low,
        constants.estimate_high as constant_high,
        power(greatest(slopes.estimate_low, -slopes.estimate_high, 0) * x.sd_low / y.sd_high, 2) as implied_r2_low,
        power(greatest(abs(slopes.estimate_low), abs(slopes.estimate_high)) * x.sd_high / y.sd_low, 2) as implied_r2_high,
        y.mean_low - {{ product_high('slopes.estimate_low', 'slopes.estimate_high', 'x.mean_low', 'x.mean_high') }}
            as implied_constant_low,
        y.mean_high - {{ product_low('slopes.estimate_low', 'slopes.estimate_high', 'x.mean_low', 'x.mean_high') }}
            as implied_constant_high
    from fits
    inner join slopes
        on fits.study = slopes.study and fits.table_id = slopes.table_id and fits.column_id = slopes.column_id
    left join constants
        on fits.study = constants.study and fits.table_id = constants.table_id and fits.column_id = constants.column_id
    inner join moments as x on slopes.study = x.study and slopes.term = x.term
    inner join moments as y on slopes.study = y.study and fits.outcome = y.term
    where fits.n_obs = x.n_value and fits.n_obs = y.n_value
),

final as (
    select
        study,
        'r2_of_slope' as check_kind,
        'r2_of_slope_' || table_id || '_' || column_id as check_id,
        {{ cells(["cell || '.estimate'", "r2_cell", "x_cell || '.sd'", "y_cell || '.sd'"]) }} as cells,
        implied_r2_low as result_low,
        implied_r2_high as result_high,
        {{ verdict(r2_follows, 'contradicts') }} as verdict,
        {{ words({'low': fixed_text('r2_low', 4), 'high': fixed_text('r2_high', 4), 'holds': flag(r2_follows)}) }} as words
    from boxes
    where r2_low is not null
    union all
    select
        study,
        'constant_of_means' as check_kind,
        'constant_of_means_' || table_id || '_' || column_id as check_id,
        {{ cells(["constant_cell || '.estimate'", "cell || '.estimate'", "x_cell || '.mean'", "y_cell || '.mean'"]) }} as cells,
        implied_constant_low as result_low,
        implied_constant_high as result_high,
        {{ verdict(constant_follows, 'contradicts') }} as verdict,
        {{ words({
            'low': fixed_text('constant_low', 6), 'high': fixed_text('constant_high', 6), 'holds': flag(constant_follows)
        }) }} as words
    from boxes
    where constant_low is not null
)

select {{ consistency_columns() }} from final
