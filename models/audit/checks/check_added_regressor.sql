-- What one more regressor does to the others. It moves a slope or the constant from a to b by c times its regression on them, and a
-- classical error knows that regression: ((a − b) / c)² = (sb² − κ sa²) / sc², κ the ratio of the residual variances, whatever the
-- other regressors and effects. And whatever the errors, |c| is at least sqrt(ΔR²) · sy/sx, as what the others leave of a regressor
-- varies no more than the whole.
{% set agrees = 'left_low <= right_high and right_low <= left_high' %}

with added as (
    select * from {{ ref('audit_added_regressor') }}
),

cells as (
    select * from {{ ref('audit_published_coefficient') }}
    where estimate is not null
),

moved as (
    select
        added.*,
        a.term as moved_term,
        {{ cells(["a.cell || '.estimate'", "a.cell || '.se'", "b.cell || '.estimate'", "b.cell || '.se'"]) }} as moved_cells,
        power(greatest(a.estimate_low - b.estimate_high, b.estimate_low - a.estimate_high, 0) * added.sc_low, 2) as left_low,
        power(greatest(a.estimate_high - b.estimate_low, b.estimate_high - a.estimate_low) * added.sc_high, 2) as left_high,
        power(added.c_low, 2)
        * greatest(power(b.std_error_low, 2) - added.ratio_high * power(a.std_error_high, 2), 0) as right_low,
        power(added.c_high, 2) * (power(b.std_error_high, 2) - added.ratio_low * power(a.std_error_low, 2)) as right_high
    from added
    inner join cells as a
        on added.study = a.study and added.smaller_table = a.table_id and added.smaller_column = a.column_id
    inner join cells as b
        on
            added.study = b.study and added.larger_table = b.table_id and added.larger_column = b.column_id and a.term = b.term
    where a.std_error_high > 0 and b.std_error_high > 0 and added.sc_high > 0
),

final as (
    select
        study,
        'added_regressor' as check_kind,
        'added_regressor_' || pair_id || '_moves_' || moved_term as check_id,
        {{ cells_joined(['moved_cells', cells(["cell || '.estimate'", "cell || '.se'", 'larger_r2_cell', 'smaller_r2_cell'])]) }} as cells,
        left_low as result_low,
        left_high as result_high,
        {{ verdict(agrees, 'contradicts', 'is_classical') }} as verdict,
        {{ words({
            'term': 'term', 'moved': 'moved_term', 'low': 'coalesce(' ~ number_text(significant('right_low', 3)) ~ ", '0')",
            'high': 'coalesce(' ~ number_text(significant('right_high', 3)) ~ ", '0')", 'holds': flag(agrees)
        }) }} as words
    from moved
    union all
    select
        study,
        'coefficient_floor' as check_kind,
        'coefficient_floor_' || pair_id as check_id,
        {{ cells(["cell || '.estimate'", 'larger_r2_cell', 'smaller_r2_cell', 'x_sd_cell', 'y_sd_cell']) }} as cells,
        c_low as result_low,
        c_high as result_high,
        {{ verdict('c_high >= floor_low', 'contradicts') }} as verdict,
        {{ words({
            'term': 'term', 'least': 'coalesce(' ~ number_text(significant('floor_low', 3)) ~ ", '0')", 'holds': flag('c_high >= floor_low')
        }) }} as words
    from added
    where floor_low is not null
)

select {{ consistency_columns() }} from final
