-- The panel's variables that are made of indicators, in the unit of the variable: an indicator's level, its share of another (of two
-- currencies at the exchange rate of the year), its amount per head, or the logarithm of one of these.
with variables as (
    select * from {{ ref('stg_variable') }}
    where formula in ('level', 'share', 'per_head', 'logarithm')
),

figures as (
    select
        observations.edition,
        observations.region_code,
        observations.year,
        observations.indicator_code,
        observations.value * units.factor as value,
        units.dimension
    from {{ ref('int_observation') }} as observations
    inner join {{ ref('units') }} as units on observations.unit_code = units.unit_code
    where observations.industry_code = 'TOTAL'
),

-- a share multiplies its numerator by the exchange rate between two currencies, and by a hundred where it is a percentage
paired as (
    select
        variables.*,
        figures.edition,
        figures.region_code,
        figures.year,
        figures.value as first_value,
        others.value as other_value,
        case when figures.dimension = others.dimension then 1e0 else rates.mean_of_months end
        * case when variables.of_unit = 'percent' then 100 else 1 end as share_factor
    from variables
    inner join figures on variables.ingredient = figures.indicator_code
    left join figures as others
        on
            variables.other_ingredient = others.indicator_code
            and figures.edition = others.edition
            and figures.region_code = others.region_code
            and figures.year = others.year
    left join {{ ref('exchange_rates') }} as rates
        on figures.year = rates.year and figures.dimension = rates.from_dimension and others.dimension = rates.to_dimension
),

scaled as (
    select
        paired.*,
        case
            when paired.formula = 'share' then {{ share('paired.first_value * paired.share_factor', 'paired.other_value') }}
            when paired.other_ingredient is not null then {{ per_capita('paired.first_value', 'paired.other_value') }}
            else paired.first_value
        end / coalesce(units.factor, 1) * coalesce(per_units.factor, 1) as value
    from paired
    left join {{ ref('units') }} as units on paired.of_unit = units.unit_code
    left join {{ ref('units') }} as per_units on paired.per_unit = per_units.unit_code
),

final as (
    select
        edition,
        region_code,
        year,
        variable,
        case when formula = 'logarithm' then {{ natural_log('value') }} else value end as value
    from scaled
)

select * from final
