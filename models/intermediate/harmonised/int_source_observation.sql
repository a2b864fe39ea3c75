{# Every source speaks the same columns from staging on; here they become one relation. #}
{% set staged = [
    'stg_customs_exports_by_origin',
    'stg_customs_imports_by_destination',
    'stg_customs_trade_operating_unit__2007_2014',
    'stg_customs_trade_operating_unit__2016_2024',
    'stg_customs_trade_origin_destination',
    'stg_nbs_urban_unit_employment_by_industry',
    'stg_nbs_urban_unit_employment_total',
    'stg_nbs_gdp__2017_12',
    'stg_nbs_gdp__2018_12',
    'stg_nbs_gdp__2020_11',
    'stg_nbs_gdp__2021_05',
    'stg_nbs_gdp__2021_12',
    'stg_nbs_gdp__2022_12',
    'stg_nbs_gdp__2023_12',
    'stg_nbs_gdp__2025_06',
    'stg_nbs_gdp__2026_03',
    'stg_nbs_gdp_index',
    'stg_nbs_population__before_2020_census',
    'stg_nbs_population__2020_census_revision',
    'stg_nbs_population__first_release',
    'stg_nbs_population__2020_census_first_release',
    'stg_mof_local_tax_revenue',
    'stg_nbs_retail_sales__before_fourth_census',
    'stg_nbs_retail_sales__after_fourth_census',
    'stg_yearbooks_fdi_actually_utilised',
    'stg_nbs_foreign_enterprise_investment_stock',
    'stg_miit_broadband_subscribers',
    'stg_nbs_rd_internal_expenditure',
    'stg_nbs_rd_intensity',
    'stg_nbs_patents_granted',
    'stg_nbs_technology_market_turnover',
    'stg_nbs_budget_expenditure',
    'stg_nbs_consumer_price_index',
    'stg_nbs_urbanisation_rate',
    'stg_innovation_capability_score',
] %}

with observations as (
    {%- for model in staged %}
    select * from {{ ref(model) }}
    union all
    {%- endfor %}
    select * from {{ ref('int_landing_observation') }}
    union all
    select * from {{ ref('int_customs_observation') }}
),

final as (
    select *
    from observations
    where collection in ({{ quoted_list(param('collections')) }})
)

select * from final
