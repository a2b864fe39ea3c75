-- What one more regressor does to the others of a nested column. It moves a slope or the constant from a to b by c times its regression on
-- them, and a classical error knows that regression: ((a − b) / c)² = (sb² − κ sa²) / sc², κ the ratio of the residual variances, whatever
-- the other regressors and effects. And whatever the errors, |c| is at least sqrt(ΔR²) · sy/sx, as what the others leave of a regressor
-- varies no more than the whole.
with pairs as (
    select
        *,
        larger_table || '_' || larger_column || '_from_' || smaller_table || '_' || smaller_column as pair_id
    from {{ ref('audit_nested_pair') }}
    where n_added = 1 and n_added_regressors = 1
),

cells as (
    select * from {{ ref('audit_published_coefficient') }}
    where estimate is not null
),

moments as (
    select *, table_id || '.' || term || '.sd' as sd_cell from {{ ref('audit_published_moment') }}
),

fits as (
    select *, (1 - r2_high) / df_resid as variance_low, (1 - r2_low) / df_resid as variance_high
    from {{ ref('audit_published_fit') }}
    where df_resid > 0 and r2_high < 1
),

added as (
    select
        pairs.*,
        c.term,
        c.cell,
        greatest(c.estimate_low, -c.estimate_high, 0) as c_low,
        greatest(abs(c.estimate_low), abs(c.estimate_high)) as c_high,
        c.std_error_low as sc_low,
        c.std_error_high as sc_high,
        coalesce(larger.stated_errors = 'classical' and smaller.stated_errors = 'classical', false) as is_classical,
        larger.variance_low / smaller.variance_high as ratio_low,
        larger.variance_high / smaller.variance_low as ratio_high,
        sqrt(greatest(larger.r2_low - smaller.r2_high, 0)) * y.sd_low / x.sd_high as floor_low,
        x.sd_cell as x_sd_cell,
        y.sd_cell as y_sd_cell
    from pairs
    inner join fits as larger on pairs.study = larger.study and pairs.larger_cell = larger.cell
    inner join fits as smaller on pairs.study = smaller.study and pairs.smaller_cell = smaller.cell
    inner join cells as c
        on pairs.study = c.study and pairs.larger_table = c.table_id and pairs.larger_column = c.column_id and c.term <> '_cons'
    left join cells as before
        on
            pairs.study = before.study and pairs.smaller_table = before.table_id and pairs.smaller_column = before.column_id
            and c.term = before.term
    left join moments as x on pairs.study = x.study and c.term = x.term and larger.n_obs = x.n_value
    left join moments as y on pairs.study = y.study and larger.outcome = y.term and larger.n_obs = y.n_value
    where before.term is null
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
    {{ check('added_regressor', 'added_regressor', "'added_regressor_' || pair_id || '_moves_' || moved_term",
        cells_joined(['moved_cells', cells(["cell || '.estimate'", "cell || '.se'", 'larger_r2_cell', 'smaller_r2_cell'])]),
        ['left_low', 'left_high'],
        {'term': 'term', 'moved': 'moved_term', 'low': digits_text('right_low', 3), 'high': digits_text('right_high', 3)},
        holds='left_low <= right_high and right_low <= left_high', decides='is_classical') }}
    from moved
    union all
    {{ check('added_regressor', 'coefficient_floor', "'coefficient_floor_' || pair_id",
        ["cell || '.estimate'", 'larger_r2_cell', 'smaller_r2_cell', 'x_sd_cell', 'y_sd_cell'], ['c_low', 'c_high'],
        {'term': 'term', 'least': digits_text('floor_low', 3)}, holds='c_high >= floor_low') }}
    from added where floor_low is not null
)

select * from final
