-- The estimation mart. Every column is one variable under the dataset's baseline parameters; alternatives stand in the
-- fact tables. Lags are taken from the facts by calendar year, so a lag may lie before the panel starts.

with region_years as (
    select * from {{ ref('int_region_year') }}
),

controls as (
    select * from {{ ref('int_control') }} where edition = 'baseline'
),

resilience as (
    select * from {{ ref('int_panel_resilience') }}
),

agglomeration as (
    select * from {{ ref('int_virtual_agglomeration') }}
),

shocks as (
    select * from {{ ref('int_shock_resilience') }}
    where flow = '{{ param('flow') }}' and national_base = '{{ param('national_base') }}'
),

final as (
    select
        region_years.region_code,
        region_years.region_name_zh,
        region_years.region_name_en,
        region_years.macro_region,
        region_years.year,
        resilience.sl_k{{ param('horizon') }} as sl,
        resilience.sl_k1,
        resilience.sl_k2,
        resilience.sl_k3,
        resilience.sl_k4,
        resilience.sl_k5,
        agglomeration.vag,
        agglomeration.vag_own_part,
        agglomeration.vag_neighbour_part,
        lagged_1.vag as vag_lag1,
        lagged_2.vag as vag_lag2,
        agglomeration.location_quotient,
        controls.exports_origin,
        controls.gdp,
        controls.population,
        controls.gdp_per_capita,
        controls.ln_gdp_per_capita,
        controls.tax_share,
        controls.retail_share,
        controls.fdi_share,
        controls.ln_broadband,
        controls.rd_intensity,
        controls.innovation_score,
        controls.patents_per_capita,
        controls.technology_turnover_share,
        controls.foreign_investment_stock_share,
        agglomeration.vag * controls.rd_intensity as vag_x_rd,
        shocks.resistance,
        shocks.recovery
    from region_years
    left join controls on region_years.region_code = controls.region_code and region_years.year = controls.year
    left join resilience on region_years.region_code = resilience.region_code and region_years.year = resilience.year
    left join agglomeration
        on region_years.region_code = agglomeration.region_code and region_years.year = agglomeration.year
    left join agglomeration as lagged_1
        on region_years.region_code = lagged_1.region_code and region_years.year - 1 = lagged_1.year
    left join agglomeration as lagged_2
        on region_years.region_code = lagged_2.region_code and region_years.year - 2 = lagged_2.year
    left join shocks on region_years.region_code = shocks.region_code and region_years.year = shocks.start_year
)

select * from final
