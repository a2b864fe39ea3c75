-- What each variable of the panel is made of, so that `resilience why` can go from a share to the figures behind it.
{# variable: (indicator, industry, years back, whether every region of the base is needed) #}
{% set flow, industry = param('flow'), param('spillover_industry') %}
{% set own_and_national = [(flow, 'TOTAL', 0, true)] %}
{% set employment = [('urban_employment', industry, 0, true), ('urban_employment', 'TOTAL', 0, true)] %}
{% set gdp = ('gdp', 'TOTAL', 0, false) %}
{% set ingredients = {
    'sl': own_and_national + [(flow, 'TOTAL', param('horizon'), true)],
    'vag': employment,
    'location_quotient': employment,
    'vag_lag1': [('urban_employment', industry, 1, true), ('urban_employment', 'TOTAL', 1, true)],
    'vag_lag2': [('urban_employment', industry, 2, true), ('urban_employment', 'TOTAL', 2, true)],
    'exports_origin': [('exports_origin', 'TOTAL', 0, false)],
    'gdp': [gdp],
    'population': [('population', 'TOTAL', 0, false)],
    'gdp_per_capita': [gdp, ('population', 'TOTAL', 0, false)],
    'ln_gdp_per_capita': [gdp, ('population', 'TOTAL', 0, false)],
    'tax_share': [('tax_revenue_local', 'TOTAL', 0, false), gdp],
    'retail_share': [('retail_sales', 'TOTAL', 0, false), gdp],
    'fdi_share': [('fdi_utilised', 'TOTAL', 0, false), gdp],
    'ln_broadband': [('broadband_subscribers', 'TOTAL', 0, false)],
    'rd_intensity': [('rd_expenditure', 'TOTAL', 0, false), gdp],
    'innovation_score': [('innovation_score', 'TOTAL', 0, false)],
    'patents_per_capita': [('patents_granted', 'TOTAL', 0, false), ('population', 'TOTAL', 0, false)],
    'technology_turnover_share': [('technology_market_turnover', 'TOTAL', 0, false), gdp],
    'foreign_investment_stock_share': [('foreign_enterprise_stock', 'TOTAL', 0, false), gdp],
} %}

with ingredients (variable, position, indicator_code, industry_code, years_back, is_over_base) as (
    values
    {%- for variable, parts in ingredients.items() %}
    {%- set is_last_variable = loop.last %}
    {%- for indicator_code, industry_code, years_back, is_over_base in parts %}
    ('{{ variable }}', {{ loop.index }}, '{{ indicator_code }}', '{{ industry_code }}', {{ years_back }}, {{ is_over_base | lower }})
    {{- ',' if not (is_last_variable and loop.last) }}
    {%- endfor %}
    {%- endfor %}
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
