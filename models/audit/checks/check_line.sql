-- Columns without year effects against the descriptives: the fitted line runs through the means; with one regressor R2 is the squared slope
-- times the ratio of variances, and the constant is what the means leave.
{% set constants = ['y_mean_low - ' ~ product_high('estimate_low', 'estimate_high', 'mean_low', 'mean_high'),
    'y_mean_high - ' ~ product_low('estimate_low', 'estimate_high', 'mean_low', 'mean_high')] %}

with fits as (
    select * from {{ ref('audit_published_fit') }}
    where n_effects = 0 and lag_years = 0
),

slopes as (
    select * from {{ ref('audit_described_slope') }}
),

lines as (
    select
        study, table_id, column_id,
        min(y_cell) as y_cell,
        min(y_mean_low) as y_low,
        max(y_mean_high) as y_high,
        {{ cells_joined([cells_of("cell || '.estimate'"), cells_of("x_cell || '.mean'")]) }} as cell_list,
        sum({{ product_low('estimate_low', 'estimate_high', 'coalesce(mean_low, 1)', 'coalesce(mean_high, 1)') }}) as line_low,
        sum({{ product_high('estimate_low', 'estimate_high', 'coalesce(mean_low, 1)', 'coalesce(mean_high, 1)') }}) as line_high
    from slopes
    group by study, table_id, column_id
    having count(*) > 2 and sum(is_constant) = 1 and count(mean_low) = count(*) - 1
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
    where fits.n_slopes = 1 and slopes.is_constant = 0 and slopes.x_cell is not null
),

final as (
    {{ check('algebra', 'mean_equation', "'mean_equation_' || table_id || '_' || column_id", cells_joined([cells(['y_cell']), 'cell_list']),
        ['line_low', 'line_high'], {'low': fixed_text('y_low', 6), 'high': fixed_text('y_high', 6)},
        holds=overlaps('line_low', 'line_high', 'y_low', 'y_high')) }}
    from lines
    union all
    {{ check('simple_regression', 'r2_of_slope', "'r2_of_slope_' || table_id || '_' || column_id",
        ["cell || '.estimate'", 'r2_cell', "x_cell || '.sd'", 'y_sd_cell'], ['implied_low', 'implied_high'],
        {'low': fixed_text('r2_low', 4), 'high': fixed_text('r2_high', 4)}, holds=overlaps('implied_low', 'implied_high', 'r2_low', 'r2_high')) }}
    from singles where r2_low is not null
    union all
    {{ check('simple_regression', 'constant_of_means', "'constant_of_means_' || table_id || '_' || column_id",
        ["constant_cell || '.estimate'", "cell || '.estimate'", "x_cell || '.mean'", 'y_cell'], constants,
        {'low': fixed_text('constant_low', 6), 'high': fixed_text('constant_high', 6)},
        holds=overlaps(constants[0], constants[1], 'constant_low', 'constant_high')) }}
    from singles where constant_low is not null
)

select * from final
