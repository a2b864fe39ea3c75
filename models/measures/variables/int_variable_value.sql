-- Every variable of the panel in every edition, by the formula of its row in the seed variables. Values are taken from all years, so
-- that a lag may lie before the panel starts; the grid keeps the panel's regions and years.
with variables as (
    select * from {{ ref('stg_variable') }}
),

computed as (
    select variable, edition, region_code, year, value from {{ ref('int_indicator_variable') }}
    union all
    select variables.variable, measures.edition, measures.region_code, measures.year, measures.resilience
    from {{ ref('int_resilience') }} as measures
    inner join variables
        on variables.formula = 'resilience' and measures.horizon = coalesce(variables.years, {{ param('horizon') }})
    where measures.flow = '{{ param('flow') }}' and measures.national_base = '{{ param('national_base') }}'
    union all
    select
        variables.variable, measures.edition, measures.region_code, measures.year,
        case variables.formula when 'spillover' then measures.spillover when 'own_part' then measures.own_part else measures.neighbour_part end
    from {{ ref('int_spillover') }} as measures
    inner join variables on variables.formula in ('spillover', 'own_part', 'neighbour_part')
    where
        measures.industry_code = '{{ param('spillover_industry') }}' and measures.kernel = '{{ param('kernel') }}'
        and measures.distance_point = '{{ param('distance_point') }}' and measures.lq_base = '{{ param('lq_base') }}'
    union all
    select variables.variable, measures.edition, measures.region_code, measures.year, measures.location_quotient
    from {{ ref('int_location_quotient') }} as measures
    inner join variables on variables.formula = 'location_quotient'
    where measures.industry_code = '{{ param('spillover_industry') }}' and measures.lq_base = '{{ param('lq_base') }}'
    union all
    select
        variables.variable, 'baseline', measures.region_code, measures.start_year,
        case variables.formula when 'resistance' then measures.resistance else measures.recovery end
    from {{ ref('int_shock_resilience') }} as measures
    inner join variables on variables.formula in ('resistance', 'recovery')
    where measures.flow = '{{ param('flow') }}' and measures.national_base = '{{ param('national_base') }}'
),

known as (
    select variable, edition, region_code, year, value from computed
    union all
    select variables.variable, computed.edition, computed.region_code, computed.year + variables.years, computed.value
    from variables
    inner join computed on variables.ingredient = computed.variable
    where variables.formula = 'lag'
    union all
    select variables.variable, computed.edition, computed.region_code, computed.year, computed.value * others.value
    from variables
    inner join computed on variables.ingredient = computed.variable
    inner join computed as others
        on
            variables.other_ingredient = others.variable and computed.edition = others.edition
            and computed.region_code = others.region_code and computed.year = others.year
    where variables.formula = 'product'
),

years as (
    {{ year_spine(param('panel_start'), param('panel_end')) }}
),

final as (
    select
        editions.edition,
        regions.region_code,
        years.year,
        variables.variable,
        known.value
    from (select distinct edition from {{ ref('int_edition') }}) as editions
    inner join variables on editions.edition = 'baseline' or variables.in_editions
    cross join years
    inner join {{ ref('stg_region') }} as regions on {{ is_in_panel('regions.region_code') }}
    left join known
        on
            editions.edition = known.edition
            and regions.region_code = known.region_code
            and years.year = known.year
            and variables.variable = known.variable
)

select * from final
