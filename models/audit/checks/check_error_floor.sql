-- No classical error is below sqrt((1 − R2)/df) · sy/sx, its value when the regressor is uncorrelated with the others. A table with
-- an error below it is not classical. And a coefficient that prints as zero is bounded: by half a unit from above, and from
-- below by the t that the rise of R2 gives it times that floor.
with cells as (
    select * from {{ ref('audit_published_coefficient') }}
    where term <> '_cons' and estimate is not null and std_error is not null
),

floors as (
    select
        cells.*,
        fits.states_classical,
        coalesce(fits.lag_years = 0 and fits.n_obs = x.n_value and fits.n_obs = y.n_value, false) as is_described,
        fits.is_stated and fits.states_r2 as is_stated,
        coalesce(fits.stated_errors, 'classical') = 'classical' as is_asked,
        sqrt((1 - fits.r2_high) / fits.df_resid) * y.sd_low / x.sd_high as floor_low
    from cells
    inner join {{ ref('audit_published_fit') }} as fits
        on
            cells.study = fits.study and cells.table_id = fits.table_id and cells.column_id = fits.column_id
            and fits.df_resid > 0 and fits.r2_high < 1
    inner join {{ ref('audit_published_moment') }} as x on cells.study = x.study and cells.variable = x.term and x.sd_low > 0
    inner join {{ ref('audit_published_moment') }} as y on cells.study = y.study and fits.outcome = y.term
),

tables as (
    select
        study,
        table_id,
        count(case when std_error > 0 then 1 end) as n_errors,
        count(case when std_error > 0 and std_error_high < floor_low then 1 end) as n_below,
        {{ cells_of("case when std_error > 0 and std_error_high < floor_low then cell || '.se' end") }} as below,
        {{ cells_of("case when std_error > 0 then cell || '.se' end") }} as compared,
        count(case when std_error > 0 and std_error_high < floor_low and is_described and states_classical then 1 end) as n_impossible,
        count(case when not is_described then 1 end) as n_other_samples
    from floors
    where is_stated and is_asked and floor_low is not null
    group by study, table_id
),

unreadable as (
    select
        floors.*,
        pairs.smaller_r2_cell,
        pairs.larger_r2_cell,
        sqrt(pairs.f_low) as t_low,
        sqrt(pairs.f_high) as t_high,
        sqrt(pairs.f_low) * floors.floor_low as bound_low,
        greatest(abs(floors.estimate_low), abs(floors.estimate_high)) as bound_high
    from floors
    inner join {{ ref('audit_nested_pair') }} as pairs
        on
            floors.study = pairs.study and floors.table_id = pairs.larger_table and floors.column_id = pairs.larger_column
            and pairs.n_added = 1
    left join cells as before
        on
            pairs.study = before.study and pairs.smaller_table = before.table_id and pairs.smaller_column = before.column_id
            and floors.term = before.term
    where floors.estimate = 0 and before.term is null
),

final as (
    {{ check('error_floor', 'classical_floor', "'classical_floor_' || table_id", cells_joined([either('n_below = 0', 'compared', 'below')]), 'n_below', {
        'table': "replace(table_id, 'table_', '')", 'below': count_text('n_below'), 'n': count_text('n_errors'), 'fits': flag('n_below = 0'),
        'others': "case when n_other_samples > 0 then ' ' end"
    }, holds='n_below = 0', decides='n_impossible > 0') }}
    from tables where n_errors > 0
    union all
    {{ check('error_floor', 'unreadable', "'unreadable_' || cell", ["cell || '.estimate'", 'larger_r2_cell', 'smaller_r2_cell'],
        ['bound_low', 'bound_high'], {
            'low': number_text(significant('bound_low')), 'high': number_text(significant('bound_high')),
            't_low': fixed_text('t_low'), 't_high': fixed_text('t_high')
        }, verdict="'not decidable'") }}
    from unreadable
)

select * from final
