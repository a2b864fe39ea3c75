-- A column without year effects on a part of the described sample (lags, missing values, a group): its line runs through means that
-- are not printed. But k of n values with mean m and standard deviation s have a mean within s · sqrt((n − k)/k) of m, and one that the
-- n − k others, between minimum and maximum, leave to them.
{% set left_out = '(moments.n_value - fits.n_obs)' %}

with fits as (
    select * from {{ ref('audit_published_fit') }}
    where n_effects = 0
),

moments as (
    select * from {{ ref('audit_published_moment') }}
    where n_value is not null and mean_low is not null and sd_high is not null and min_low is not null and max_high is not null
),

means as (
    select
        fits.study,
        fits.cell as fit_cell,
        moments.term,
        moments.table_id || '.' || moments.term as cell,
        moments.n_value > fits.n_obs as is_part,
        greatest(
            moments.mean_low - moments.sd_high * sqrt({{ left_out }} / fits.n_obs),
            (moments.n_value * moments.mean_low - {{ left_out }} * moments.max_high) / fits.n_obs, moments.min_low
        ) as mean_low,
        least(
            moments.mean_high + moments.sd_high * sqrt({{ left_out }} / fits.n_obs),
            (moments.n_value * moments.mean_high - {{ left_out }} * moments.min_low) / fits.n_obs, moments.max_high
        ) as mean_high
    from fits
    inner join moments on fits.study = moments.study and fits.n_obs <= moments.n_value
    where fits.n_obs > 0
),

lines as (
    select
        fits.study,
        fits.cell,
        count(*) as n_terms,
        count(means.term) as n_described,
        count(case when means.is_part then 1 end) as n_parts,
        {{ cells_joined([cells_of("cells.cell || '.estimate'"), cells_of("means.cell || '.mean'")]) }} as cell_list,
        sum({{ product_low('cells.estimate_low', 'cells.estimate_high', 'coalesce(means.mean_low, 1)', 'coalesce(means.mean_high, 1)') }}) as line_low,
        sum({{ product_high('cells.estimate_low', 'cells.estimate_high', 'coalesce(means.mean_low, 1)', 'coalesce(means.mean_high, 1)') }}) as line_high
    from fits
    inner join {{ ref('audit_published_coefficient') }} as cells
        on fits.study = cells.study and fits.table_id = cells.table_id and fits.column_id = cells.column_id and cells.estimate is not null
    left join means on fits.study = means.study and fits.cell = means.fit_cell and cells.variable = means.term
    group by fits.study, fits.cell
    having max(case when cells.term = '_cons' then 1 else 0 end) = 1
),

judged as (
    select
        lines.*,
        fits.table_id,
        fits.column_id,
        y.cell as y_cell,
        y.mean_low as y_low,
        y.mean_high as y_high
    from lines
    inner join fits using (study, cell)
    inner join means as y on lines.study = y.study and lines.cell = y.fit_cell and fits.outcome = y.term
    where lines.n_described = lines.n_terms - 1 and (lines.n_parts > 0 or y.is_part)
),

final as (
    {{ check('part_of_sample', 'mean_equation_of_part', "'mean_equation_of_part_' || table_id || '_' || column_id",
        cells_joined(['cell_list', cells(["y_cell || '.mean'", "cell || '.n'"])]), ['line_low', 'line_high'],
        {'low': fixed_text('y_low', 4), 'high': fixed_text('y_high', 4)}, holds=overlaps('line_low', 'line_high', 'y_low', 'y_high'),
        fault='impossible') }}
    from judged
)

select * from final
