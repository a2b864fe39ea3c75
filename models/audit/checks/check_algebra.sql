-- Columns without year effects against the descriptives: the fitted line runs through the means; and of two regressors, the
-- slope of the first alone and both slopes together give R2 = (sx/sy)² b (2a − b) + (c sw/sy)², a alone, b and c together.
with fits as (
    select * from {{ ref('audit_published_fit') }}
    where n_effects = 0 and lag_years = 0
),

slopes as (
    select * from {{ ref('audit_described_slope') }}
),

lines as (
    select
        slopes.study,
        slopes.table_id,
        slopes.column_id,
        min(y_cell) as y_cell,
        min(y_mean_low) as y_mean_low,
        max(y_mean_high) as y_mean_high,
        {{ cells_joined([cells_of("cell || '.estimate'"), cells_of("x_cell || '.mean'")]) }} as cell_list,
        sum({{ product_low('estimate_low', 'estimate_high', 'coalesce(mean_low, 1)', 'coalesce(mean_high, 1)') }}) as line_low,
        sum({{ product_high('estimate_low', 'estimate_high', 'coalesce(mean_low, 1)', 'coalesce(mean_high, 1)') }}) as line_high
    from slopes
    group by slopes.study, slopes.table_id, slopes.column_id
    having
        count(*) > 2 and sum(is_constant) = 1
        and count(mean_low) = count(*) - 1
),

two as (
    select
        fits.*,
        alone.cell as alone_cell,
        together.cell as together_cell,
        added.cell as added_cell,
        {{ product_low('together.estimate_low', 'together.estimate_high', '2 * alone.estimate_low - together.estimate_high',
            '2 * alone.estimate_high - together.estimate_low') }} as own_low,
        {{ product_high('together.estimate_low', 'together.estimate_high', '2 * alone.estimate_low - together.estimate_high',
            '2 * alone.estimate_high - together.estimate_low') }} as own_high,
        power(together.ratio_low, 2) as square_low,
        power(together.ratio_high, 2) as square_high,
        power(greatest(added.estimate_low, -added.estimate_high, 0) * added.ratio_low, 2) as added_low,
        power(greatest(abs(added.estimate_low), abs(added.estimate_high)) * added.ratio_high, 2) as added_high
    from fits
    inner join slopes as together
        on fits.study = together.study and fits.table_id = together.table_id and fits.column_id = together.column_id
    inner join slopes as added
        on
            fits.study = added.study and fits.table_id = added.table_id and fits.column_id = added.column_id
            and together.term <> added.term and added.ratio_low is not null
    inner join fits as single 
        on fits.study = single.study and fits.n_obs = single.n_obs and fits.outcome = single.outcome and single.n_regressors = 1
    inner join slopes as alone
        on
            single.study = alone.study and single.table_id = alone.table_id and single.column_id = alone.column_id
            and together.term = alone.term and alone.ratio_low is not null
    where fits.n_regressors = 2 and fits.r2_low is not null
),

implied as (
    select
        *,
        {{ product_low('square_low', 'square_high', 'own_low', 'own_high') }} + added_low as implied_low,
        {{ product_high('square_low', 'square_high', 'own_low', 'own_high') }} + added_high as implied_high
    from two
),

final as (
    select
        lines.study,
        'mean_equation' as check_kind,
        'mean_equation_' || lines.table_id || '_' || lines.column_id as check_id,
        {{ cells_joined([cells(['lines.y_cell']), 'lines.cell_list']) }} as cells,
        line_low as result_low,
        line_high as result_high,
        {{ verdict(overlaps('line_low', 'line_high', 'y_mean_low', 'y_mean_high'), 'contradicts') }} as verdict,
        {{ words({
            'low': fixed_text('y_mean_low', 6), 'high': fixed_text('y_mean_high', 6), 'holds': flag(overlaps('line_low', 'line_high', 'y_mean_low', 'y_mean_high'))
        }) }} as words
    from lines
    inner join fits on lines.study = fits.study and lines.table_id = fits.table_id and lines.column_id = fits.column_id
    union all
    select
        study,
        'omitted_variable' as check_kind,
        'omitted_variable_' || table_id || '_' || column_id || '_' || together_cell as check_id,
        {{ cells(["alone_cell || '.estimate'", "together_cell || '.estimate'", "added_cell || '.estimate'", "r2_cell"]) }} as cells,
        implied_low as result_low,
        implied_high as result_high,
        {{ verdict(overlaps('implied_low', 'implied_high', 'r2_low', 'r2_high'), 'contradicts') }} as verdict,
        {{ words({
            'implied_low': fixed_text('implied_low', 4), 'implied_high': fixed_text('implied_high', 4), 'low': fixed_text('r2_low', 4), 'high': fixed_text('r2_high', 4),
            'holds': flag(overlaps('implied_low', 'implied_high', 'r2_low', 'r2_high'))
        }) }} as words
    from implied
)

select {{ consistency_columns() }} from final
