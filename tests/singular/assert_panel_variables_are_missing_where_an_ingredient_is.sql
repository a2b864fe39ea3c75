-- A variable made of a region's own figures is null exactly where one of them is: no gap is filled, no figure is lost on
-- the way, and panel_ingredient, which `resilience why` trusts, names what the variable is really made of.
with cells as (
    select panel_values.*
    from {{ ref('int_variable_value') }} as panel_values
    inner join {{ ref('stg_variable') }} as variables on panel_values.variable = variables.variable
    where panel_values.edition = 'baseline' and variables.formula in ('level', 'share', 'per_head', 'logarithm')
),

figures as (
    select
        cells.variable,
        cells.region_code,
        cells.year,
        cells.value,
        count(*) as n_needed,
        count(observations.value) as n_found
    from cells
    inner join {{ ref('panel_ingredient') }} as ingredients on cells.variable = ingredients.variable
    left join {{ ref('fct_observation') }} as observations
        on
            cells.region_code = observations.region_code
            and cells.year - ingredients.years_back = observations.year
            and ingredients.indicator_code = observations.indicator_code
            and ingredients.industry_code = observations.industry_code
    group by cells.variable, cells.region_code, cells.year, cells.value
)

select * from figures
where (value is null) <> (n_found < n_needed)
