-- Which variable a year lacks altogether.
with cells as (
    select * from {{ ref('panel_cell') }}
),

by_year as (
    select variable, year, count(*) as n_units, count(value) as n_values
    from cells
    group by variable, year
),

final as (
    select
        by_year.variable,
        variables.label_en,
        variables.label_zh,
        by_year.year,
        by_year.n_units,
        by_year.n_values
    from by_year
    inner join {{ ref('panel_variable') }} as variables on by_year.variable = variables.variable and variables.n_values > 0
)

select * from final
