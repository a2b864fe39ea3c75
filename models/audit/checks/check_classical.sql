-- What a classical t says of R2. The column's R2 is at least the partial one, t²/(t² + df). And adding one regressor raises the adjusted
-- R2 exactly where its |t| is above 1 (Haitovsky 1969). Only a table whose note states classical errors can contradict.

with cells as (
    select
        cells.*,
        fits.r2_cell, fits.df_resid, fits.r2_low, fits.r2_high, fits.adj_r2_low, fits.adj_r2_high,
        fits.states_classical
    from {{ ref('audit_published_coefficient') }} as cells
    inner join {{ ref('audit_published_fit') }} as fits
        on cells.study = fits.study and cells.table_id = fits.table_id and cells.column_id = fits.column_id and fits.df_resid > 0
    where cells.term <> '_cons' and cells.abs_t_low is not null
),

floors as (
    select
        *,
        power(abs_t_low, 2) / (power(abs_t_low, 2) + df_resid) as floor_low,
        row_number() over (partition by study, table_id, column_id order by abs_t_low desc, term asc) as place
    from cells
    where r2_high is not null
),

added as (
    select
        cells.*,
        pairs.smaller_r2_cell,
        pairs.smaller_table || '_' || pairs.smaller_column as smaller_id,
        cells.adj_r2_low - smaller.adj_r2_high as rise_low,
        cells.adj_r2_high - smaller.adj_r2_low as rise_high
    from {{ ref('audit_nested_pair') }} as pairs
    inner join cells
        on pairs.study = cells.study and pairs.larger_table = cells.table_id and pairs.larger_column = cells.column_id
    inner join {{ ref('audit_published_fit') }} as smaller
        on pairs.study = smaller.study and pairs.smaller_cell = smaller.cell
    left join {{ ref('audit_published_coefficient') }} as before
        on
            pairs.study = before.study and pairs.smaller_table = before.table_id and pairs.smaller_column = before.column_id
            and cells.term = before.term and before.estimate is not null
    where pairs.n_added = 1 and before.term is null and cells.adj_r2_low is not null and smaller.adj_r2_low is not null
),

final as (
    {{ check('classical', 'partial_r2', "'partial_r2_' || table_id || '_' || column_id", ["cell || '.estimate'", "cell || '.se'", 'r2_cell'],
        ['floor_low', '1'], {
            't': fixed_text('abs_t_low'), 'share': fixed_text('100 * floor_low', 1), 'low': fixed_text('r2_low', 4), 'high': fixed_text('r2_high', 4)
        }, holds='floor_low <= r2_high', decides='states_classical') }}
    from floors where place = 1
    union all
    {{ check('classical', 'haitovsky', "'haitovsky_' || table_id || '_' || column_id || '_from_' || smaller_id || '_' || term",
        ["cell || '.estimate'", "cell || '.se'", 'r2_cell', 'smaller_r2_cell'], ['rise_low', 'rise_high'],
        {'term': 'term', 'low': fixed_text('abs_t_low'), 'high': fixed_text('abs_t_high')},
        holds='not (abs_t_low > 1 and rise_high < 0 or abs_t_high < 1 and rise_low > 0)', decides='states_classical') }}
    from added
)

select * from final
