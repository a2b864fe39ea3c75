-- What a classical t says of R2. The column's R2 is at least the partial one, t²/(t² + df). And adding one regressor raises the adjusted
-- R2 exactly where its |t| is above 1 (Haitovsky 1969). Only a table whose note states classical errors can contradict.
{% set allows = 'floor_low <= r2_high' %}
{% set agrees = 'not (abs_t_low > 1 and rise_high < 0 or abs_t_high < 1 and rise_low > 0)' %}

with cells as (
    select
        cells.*,
        fits.r2_cell,
        fits.df_resid,
        fits.r2_low,
        fits.r2_high,
        fits.adj_r2_low,
        fits.adj_r2_high,
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
    select
        study,
        'partial_r2' as check_kind,
        'partial_r2_' || table_id || '_' || column_id as check_id,
        {{ cells(["cell || '.estimate'", "cell || '.se'", "r2_cell"]) }} as cells,
        floor_low as result_low,
        1 as result_high,
        'overlaps R2 ' || {{ told('r2_low', 4) }} || ' to ' || {{ told('r2_high', 4) }} as expected,
        {{ verdict(allows, 'contradicts', 'states_classical') }} as verdict,
        'A classical t of ' || {{ told('abs_t_low') }} || ' explains at least ' || {{ told('100 * floor_low', 1) }} || ' % of the outcome: the column''s R² '
        || {{ either(allows, "'leaves room for it.'", "'is smaller, so the printed errors are not classical.'") }} as sentence_en,
        '经典t值' || {{ told('abs_t_low') }} || '至少解释因变量的' || {{ told('100 * floor_low', 1) }} || '%，该列R²'
        || {{ either(allows, "'不低于此。'", "'低于此，刊印标准误非经典形式。'") }} as sentence_zh
    from floors
    where place = 1
    union all
    select
        study,
        'haitovsky' as check_kind,
        'haitovsky_' || table_id || '_' || column_id || '_from_' || smaller_id || '_' || term as check_id,
        {{ cells(["cell || '.estimate'", "cell || '.se'", "r2_cell", "smaller_r2_cell"]) }} as cells,
        rise_low as result_low,
        rise_high as result_high,
        'above 0 if |t| is above 1, below 0 if it is below; printed ' || {{ told('abs_t_low') }} || ' to ' || {{ told('abs_t_high') }} as expected,
        {{ verdict(agrees, 'contradicts', 'states_classical') }} as verdict,
        'With ' || term || ' the adjusted R² moves ' || {{ either(agrees, "'as'", "'otherwise than'") }} || ' its printed t asks.' as sentence_en,
        '加入' || term || '后调整R²的升降与其刊印t值' || {{ either(agrees, "'相符。'", "'不符。'") }} as sentence_zh
    from added
)

select {{ consistency_columns() }} from final
