{# Every table of seeds/observations, by its name: dbt's lineage needs them as text (tests/python/test_project_rules.py names
   one that is missing here). What a table measures, and in which unit, is its row in the seed `sources`. #}
{% set tables = [
    'customs_exports_by_origin',
    'customs_imports_by_destination',
    'customs_trade_operating_unit__2007_2014',
    'customs_trade_operating_unit__2016_2024',
    'customs_trade_origin_destination',
    'innovation_capability_score',
    'miit_broadband_subscribers',
    'mof_local_tax_revenue',
    'nbs_budget_expenditure',
    'nbs_consumer_price_index',
    'nbs_foreign_enterprise_investment_stock',
    'nbs_gdp__2017_12',
    'nbs_gdp__2018_12',
    'nbs_gdp__2020_11',
    'nbs_gdp__2021_05',
    'nbs_gdp__2021_12',
    'nbs_gdp__2022_12',
    'nbs_gdp__2023_12',
    'nbs_gdp__2025_06',
    'nbs_gdp__2026_03',
    'nbs_gdp_index',
    'nbs_patents_granted',
    'nbs_population__2020_census_first_release',
    'nbs_population__2020_census_revision',
    'nbs_population__before_2020_census',
    'nbs_population__first_release',
    'nbs_rd_intensity',
    'nbs_rd_internal_expenditure',
    'nbs_retail_sales__after_fourth_census',
    'nbs_retail_sales__before_fourth_census',
    'nbs_technology_market_turnover',
    'nbs_urban_unit_employment_by_industry',
    'nbs_urban_unit_employment_total',
    'nbs_urbanisation_rate',
    'yearbooks_fdi_actually_utilised',
] %}

with cells as (
    {%- for table in tables %}
    {{- cells_of_table(ref(table)) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        source_id,
        region_code,
        industry_code,
        year,
        nullif(trim(value_text), '') as value_text,
        'seeds/observations/' || source_id || '.csv, row ' || region_code || ', column ' || cast(year as {{ t_text() }}) as place
    from cells
)

select * from final
