{# One column per indicator, each in the base unit of its dimension (CNY, USD, persons, households), so that formulas
   never meet a factor of ten thousand. #}
{% set indicators = {
    'exports_origin': 'exports_usd',
    'gdp': 'gdp_cny',
    'population': 'population_persons',
    'tax_revenue_local': 'tax_cny',
    'retail_sales': 'retail_cny',
    'fdi_utilised': 'fdi_usd',
    'foreign_enterprise_stock': 'foreign_enterprise_stock_usd',
    'broadband_subscribers': 'broadband_households',
    'rd_expenditure': 'rd_cny',
    'innovation_score': 'innovation_score',
    'patents_granted': 'patents_count',
    'technology_market_turnover': 'technology_turnover_cny',
} %}

with observations as (
    select * from {{ ref('int_edition_observation') }}
),

units as (
    select * from {{ ref('units') }}
),

final as (
    select
        observations.edition,
        observations.region_code,
        observations.year
        {%- for indicator_code, column in indicators.items() %},
        max(case when observations.indicator_code = '{{ indicator_code }}' then observations.value * units.factor end)
            as {{ column }}
        {%- endfor %}
    from observations
    inner join units on observations.unit_code = units.unit_code
    where observations.industry_code = 'TOTAL'
    group by observations.edition, observations.region_code, observations.year
)

select * from final
