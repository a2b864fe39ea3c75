-- Shares, per-head levels and logarithms, all at the one GDP vintage that the edition resolves the observations to.
with region_years as (
    select * from {{ ref('int_region_year') }}
),

indicators as (
    select * from {{ ref('int_indicator_base_unit') }}
),

editions as (
    select distinct edition from {{ ref('int_edition') }}
),

exchange_rates as (
    select * from {{ ref('exchange_rates') }}
),

final as (
    select
        editions.edition,
        region_years.region_code,
        region_years.year,
        indicators.exports_usd / {{ thousand() }} as exports_origin,
        indicators.gdp_cny / {{ hundred_million() }} as gdp,
        indicators.population_persons / {{ ten_thousand() }} as population,
        {{ per_capita('indicators.gdp_cny', 'indicators.population_persons') }} / {{ ten_thousand() }}
            as gdp_per_capita,
        {{ natural_log(per_capita('indicators.gdp_cny', 'indicators.population_persons')) }} as ln_gdp_per_capita,
        {{ share('indicators.tax_cny', 'indicators.gdp_cny') }} as tax_share,
        {{ share('indicators.retail_cny', 'indicators.gdp_cny') }} as retail_share,
        {{ share('indicators.fdi_usd * exchange_rates.cny_per_usd_mean_of_months', 'indicators.gdp_cny') }} as fdi_share,
        {{ natural_log('indicators.broadband_households / ' ~ ten_thousand()) }} as ln_broadband,
        100 * {{ share('indicators.rd_cny', 'indicators.gdp_cny') }} as rd_intensity,
        indicators.innovation_score,
        {{ per_capita('indicators.patents_count', 'indicators.population_persons') }} * {{ ten_thousand() }}
            as patents_per_capita,
        {{ share('indicators.technology_turnover_cny', 'indicators.gdp_cny') }} as technology_turnover_share,
        {{ share(
            'indicators.foreign_enterprise_stock_usd * exchange_rates.cny_per_usd_mean_of_months',
            'indicators.gdp_cny'
        ) }} as foreign_investment_stock_share
    from region_years
    cross join editions
    left join indicators
        on
            editions.edition = indicators.edition
            and region_years.region_code = indicators.region_code
            and region_years.year = indicators.year
    left join exchange_rates on region_years.year = exchange_rates.year
)

select * from final
