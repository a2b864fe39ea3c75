-- What a unit's series of a variable is like: how full, how quiet, on which level; the level beside those of the other units.
with cells as (
    select * from {{ ref('panel_cell') }}
),

series as (
    select
        region_code,
        variable,
        count(*) as n_years,
        count(value) as n_values,
        count(distinct value) as n_levels,
        count(step) as n_steps,
        min(year) as first_year,
        {{ median('abs(step)') }} as typical_step,
        {{ median('abs(value - value_before)') }} as typical_change,
        {{ median('abs(value)') }} as level
    from cells
    group by region_code, variable
),

ordered as (
    select
        *,
        {{ orders_apart('level', 'lag(level) over (partition by variable order by level, region_code)') }} as gap,
        row_number() over (partition by variable order by level, region_code) as place,
        count(*) over (partition by variable) as n_units
    from series
    where level > 0
),

gaps as (
    select
        variable,
        place,
        n_units,
        gap,
        row_number() over (partition by variable order by gap desc, place asc) as gap_rank,
        lead(gap, 1, 0e0) over (partition by variable order by gap desc, place asc) as next_gap
    from ordered
    where gap is not null
),

-- One gap between the units' levels, far wider than any other: on its smaller side stand figures in another unit.
splits as (
    select variable, place, n_units, gap from gaps
    where gap_rank = 1 and gap >= 1.5e0 and gap > 3 * next_gap
),

final as (
    select
        series.*,
        case
            when splits.variable is null then 1e0
            when 2 * (splits.place - 1) < splits.n_units and ordered.place < splits.place then power(10e0, -splits.gap)
            when 2 * (splits.place - 1) >= splits.n_units and ordered.place >= splits.place then power(10e0, splits.gap)
            else 1e0
        end as level_factor
    from series
    left join ordered on series.region_code = ordered.region_code and series.variable = ordered.variable
    left join splits on series.variable = splits.variable
)

select * from final
