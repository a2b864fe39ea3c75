-- What a variable of the panel is like as a whole: how full, whether it moves, and how much from year to year.
with cells as (
    select * from {{ ref('panel_cell') }}
),

whole as (
    select
        variable,
        count(*) as n_rows,
        count(value) as n_values,
        count(distinct value) as n_levels,
        min(value) as minimum,
        {{ median('abs(step)') }} as typical_step,
        {{ median('abs(value - value_before)') }} as typical_change
    from cells
    group by variable
),

-- Positive variables are compared in logarithms, others as they are.
scaled as (
    select cells.variable, case when whole.minimum > 0 then ln(cells.value) else cells.value end as value
    from cells
    inner join whole on cells.variable = whole.variable
    where cells.value is not null
),

middles as (
    select variable, {{ median('value') }} as middle
    from scaled
    group by variable
),

spreads as (
    select scaled.variable, middles.middle, 1.4826e0 * {{ median('abs(scaled.value - middles.middle)') }} as spread
    from scaled
    inner join middles on scaled.variable = middles.variable
    group by scaled.variable, middles.middle
),

moving as (
    select variable, avg(case when n_levels > 1 then 1e0 else 0e0 end) as share_moving
    from {{ ref('panel_series') }}
    where n_values > 1
    group by variable
),

final as (
    select
        whole.variable,
        coalesce(labels.label_en, whole.variable) as label_en,
        coalesce(labels.label_zh, whole.variable) as label_zh,
        whole.n_values,
        whole.n_levels,
        1 - {{ share('whole.n_values', 'whole.n_rows') }} as share_missing,
        moving.share_moving,
        whole.minimum,
        whole.minimum > 0 as is_positive,
        whole.typical_step,
        whole.typical_change,
        spreads.middle,
        spreads.spread
    from whole
    left join {{ ref('dim_variable') }} as labels on whole.variable = labels.variable
    left join moving on whole.variable = moving.variable
    left join spreads on whole.variable = spreads.variable
)

select * from final
