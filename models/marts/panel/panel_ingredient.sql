-- What each variable of the panel is made of, so that `resilience why` can go from a share to the figures behind it. Parts, products
-- and other horizons than the dataset's are alternatives, which nobody asks for.
with variables as (
    select * from {{ ref('variables') }}
),

parts as (
    select variable, 1 as position, ingredient as indicator_code, 'TOTAL' as industry_code, 0 as years_back, false as is_over_base
    from variables
    where formula in ('level', 'share', 'per_head', 'logarithm')
    union all
    select variable, 2, other_ingredient, 'TOTAL', 0, false from variables
    where formula in ('share', 'per_head', 'logarithm') and other_ingredient is not null
    union all
    select variables.variable, flows.position, '{{ param('flow') }}', 'TOTAL', flows.years_back, true
    from variables
    cross join (select 1 as position, 0 as years_back union all select 2, {{ param('horizon') }}) as flows
    where variables.formula = 'resilience' and variables.years is null
    union all
    select variables.variable, employment.position, 'urban_employment', employment.industry_code, 0, true
    from variables
    cross join (
        select 1 as position, '{{ param('spillover_industry') }}' as industry_code union all select 2, 'TOTAL'
    ) as employment
    where variables.formula in ('spillover', 'location_quotient')
),

ingredients as (
    select * from parts
    union all
    select
        variables.variable, parts.position, parts.indicator_code, parts.industry_code, parts.years_back + variables.years,
        parts.is_over_base
    from variables
    inner join parts on variables.ingredient = parts.variable
    where variables.formula = 'lag'
),

final as (
    select
        cast(variable as {{ t_text() }}) as variable,
        cast(position as {{ t_integer() }}) as position,
        cast(indicator_code as {{ t_text() }}) as indicator_code,
        cast(industry_code as {{ t_text() }}) as industry_code,
        cast(years_back as {{ t_integer() }}) as years_back,
        is_over_base
    from ingredients
)

select * from final
