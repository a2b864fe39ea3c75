-- The panel's variables one below the other, each value with the unit's values before and after it.
with panel as (
    select * from {{ ref('panel') }}
),

cells as (
    {% for variable in panel_variables() %}
    select region_code, year, '{{ variable }}' as variable, {{ adapter.quote(variable) }} as value
    from panel
    union all
    {% endfor %}
    select region_code, year, null as variable, null as value
    from panel
    where false
),

neighbours as (
    select
        region_code,
        year,
        variable,
        lag(value) over (partition by region_code, variable order by year) as value_before,
        lead(value) over (partition by region_code, variable order by year) as value_after
    from cells
    where value is not null
),

final as (
    select
        cells.region_code,
        cells.year,
        cast(cells.variable as {{ t_text() }}) as variable,
        cast(cells.value as {{ t_double() }}) as value,
        neighbours.value_before,
        neighbours.value_after,
        {{ orders_apart('cells.value', 'neighbours.value_before') }} as step,
        {{ orders_apart('neighbours.value_after', 'cells.value') }} as next_step
    from cells
    left join neighbours
        on
            cells.region_code = neighbours.region_code and cells.year = neighbours.year
            and cells.variable = neighbours.variable
)

select * from final
