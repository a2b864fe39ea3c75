-- What each variable of the panel is made of, so that `resilience why` can go from a share to the figures behind it. Parts, products
-- and other horizons than the dataset's are alternatives, which nobody asks for.
with variables as (
    select * from {{ ref('stg_variable') }}
),

measured (measure, position, indicator_code, industry_code, years_back) as (
    values
    ('growth', 1, '{{ param('flow') }}', 'TOTAL', 0),
    ('growth', 2, '{{ param('flow') }}', 'TOTAL', {{ param('horizon') }}),
    ('quotient', 1, '{{ param('employment') }}', '{{ param('spillover_industry') }}', 0),
    ('quotient', 2, '{{ param('employment') }}', 'TOTAL', 0)
),

parts as (
    select variable, 1 as position, ingredient as indicator_code, 'TOTAL' as industry_code, 0 as years_back, false as is_over_base
    from variables
    where formula in ('level', 'share', 'per_head', 'logarithm')
    union all
    select variable, 2, other_ingredient, 'TOTAL', 0, false from variables
    where formula in ('share', 'per_head', 'logarithm') and other_ingredient is not null
    union all
    select variables.variable, measured.position, measured.indicator_code, measured.industry_code, measured.years_back, true
    from variables
    inner join measured
        on
            (variables.formula = 'resilience' and variables.years is null and measured.measure = 'growth')
            or (variables.formula in ('spillover', 'location_quotient') and measured.measure = 'quotient')
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

reported as (
    select distinct indicator_code, industry_code from {{ ref('fct_observation') }}
    where value is not null
),

final as (
    select
        cast(ingredients.variable as {{ t_text() }}) as variable,
        cast(ingredients.position as {{ t_integer() }}) as position,
        cast(ingredients.indicator_code as {{ t_text() }}) as indicator_code,
        cast(ingredients.industry_code as {{ t_text() }}) as industry_code,
        cast(ingredients.years_back as {{ t_integer() }}) as years_back,
        ingredients.is_over_base,
        reported.indicator_code is not null as is_reported
    from ingredients
    left join reported
        on ingredients.indicator_code = reported.indicator_code and ingredients.industry_code = reported.industry_code
)

select * from final
