-- Columns without year effects against the descriptives: the fitted line runs through the means; with one regressor R2 is the squared slope
-- times the ratio of variances, and the constant is what the means leave. On a part of the described sample (lags, missing values, a group)
-- the means are not printed, but k of n values with mean m and standard deviation s have a mean within s · sqrt((n − k)/k) of m, and one
-- that the n − k others, between minimum and maximum, leave to them.
{% set left_out = '(moments.n_value - fits.n_obs)' %}
{% set slope_mean = ['cells.estimate_low', 'cells.estimate_high', 'coalesce(means.mean_low, 1)', 'coalesce(means.mean_high, 1)'] %}
{% set constants = ['y_mean_low - ' ~ product_high('estimate_low', 'estimate_high', 'mean_low', 'mean_high'),
    'y_mean_high - ' ~ product_low('estimate_low', 'estimate_high', 'mean_low', 'mean_high')] %}
{% set follows = overlaps('line_low', 'line_high', 'y_low', 'y_high') %}

with fits as (
    select * from {{ ref('audit_published_fit') }}
    where n_effects = 0
),

slopes as (
    select * from {{ ref('audit_described_slope') }}
),

means as (
    select
        fits.study,
        fits.cell,
        moments.term,
        moments.table_id || '.' || moments.term || '.mean' as mean_cell,
        moments.n_value > fits.n_obs as is_part,
        case when moments.n_value = fits.n_obs then moments.mean_low else greatest(
            moments.mean_low - moments.sd_high * sqrt({{ left_out }} / fits.n_obs),
            (moments.n_value * moments.mean_low - {{ left_out }} * moments.max_high) / fits.n_obs, moments.min_low
        ) end as mean_low,
        case when moments.n_value = fits.n_obs then moments.mean_high else least(
            moments.mean_high + moments.sd_high * sqrt({{ left_out }} / fits.n_obs),
            (moments.n_value * moments.mean_high - {{ left_out }} * moments.min_low) / fits.n_obs, moments.max_high
        ) end as mean_high
    from fits
    inner join {{ ref('audit_published_moment') }} as moments on fits.study = moments.study and fits.n_obs <= moments.n_value
    where
        fits.n_obs > 0 and moments.mean_low is not null
        and (moments.n_value = fits.n_obs or (moments.sd_high is not null and moments.min_low is not null and moments.max_high is not null))
),

lines as (
    select
        fits.study, fits.table_id, fits.column_id, fits.cell, fits.outcome, fits.lag_years,
        count(*) as n_terms,
        count(case when means.is_part then 1 end) as n_parts,
        {{ cells_joined([cells_of("cells.cell || '.estimate'"), cells_of('means.mean_cell')]) }} as cell_list,
        sum({{ product_low(*slope_mean) }}) as line_low,
        sum({{ product_high(*slope_mean) }}) as line_high
    from fits
    inner join {{ ref('audit_published_coefficient') }} as cells
        on fits.study = cells.study and fits.table_id = cells.table_id and fits.column_id = cells.column_id and cells.estimate is not null
    left join means on fits.study = means.study and fits.cell = means.cell and cells.variable = means.term
    group by fits.study, fits.table_id, fits.column_id, fits.cell, fits.outcome, fits.lag_years
    having max(case when cells.term = '_cons' then 1 else 0 end) = 1 and count(means.term) = count(*) - 1
),

judged as (
    select lines.*, y.mean_cell as y_cell, y.mean_low as y_low, y.mean_high as y_high, lines.n_parts > 0 or y.is_part as is_part
    from lines
    inner join means as y on lines.study = y.study and lines.cell = y.cell and lines.outcome = y.term
),

singles as (
    select
        slopes.*,
        fits.r2_cell, fits.r2_low, fits.r2_high,
        constants.cell as constant_cell,
        constants.estimate_low as constant_low,
        constants.estimate_high as constant_high,
        {{ square_low('slopes.estimate_low', 'slopes.estimate_high') }} * power(slopes.ratio_low, 2) as implied_low,
        {{ square_high('slopes.estimate_low', 'slopes.estimate_high') }} * power(slopes.ratio_high, 2) as implied_high
    from fits
    inner join slopes using (study, table_id, column_id)
    left join slopes as constants
        on
            slopes.study = constants.study and slopes.table_id = constants.table_id and slopes.column_id = constants.column_id
            and constants.is_constant = 1
    where fits.n_slopes = 1 and fits.lag_years = 0 and slopes.is_constant = 0 and slopes.x_cell is not null
),

final as (
    {{ check('algebra', 'mean_equation', "'mean_equation_' || table_id || '_' || column_id", cells_joined([cells(['y_cell']), 'cell_list']),
        ['line_low', 'line_high'], {'low': fixed_text('y_low', 6), 'high': fixed_text('y_high', 6)}, holds=follows) }}
    from judged where not is_part and lag_years = 0 and n_terms > 2
    union all
    {{ check('part_of_sample', 'mean_equation_of_part', "'mean_equation_of_part_' || table_id || '_' || column_id",
        cells_joined(['cell_list', cells(['y_cell', "cell || '.n'"])]), ['line_low', 'line_high'],
        {'low': fixed_text('y_low', 4), 'high': fixed_text('y_high', 4)}, holds=follows, fault='impossible') }}
    from judged where is_part
    union all
    {{ check('simple_regression', 'r2_of_slope', "'r2_of_slope_' || table_id || '_' || column_id",
        ["cell || '.estimate'", 'r2_cell', "x_cell || '.sd'", 'y_sd_cell'], ['implied_low', 'implied_high'],
        {'low': fixed_text('r2_low', 4), 'high': fixed_text('r2_high', 4)},
        holds=overlaps('implied_low', 'implied_high', 'r2_low', 'r2_high')) }}
    from singles where r2_low is not null
    union all
    {{ check('simple_regression', 'constant_of_means', "'constant_of_means_' || table_id || '_' || column_id",
        ["constant_cell || '.estimate'", "cell || '.estimate'", "x_cell || '.mean'", 'y_cell'], constants,
        {'low': fixed_text('constant_low', 6), 'high': fixed_text('constant_high', 6)},
        holds=overlaps(constants[0], constants[1], 'constant_low', 'constant_high')) }}
    from singles where constant_low is not null
)

select * from final
