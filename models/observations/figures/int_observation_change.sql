{{ config(materialized='ephemeral') }}

-- Each figure over the region's figure before it, per year that lies between: a slipped unit shows as 10 or 1,000.
with observations as (
    select * from {{ ref('int_observation') }}
    where edition = 'baseline' and value > 0
),

paired as (
    select
        region_code,
        indicator_code,
        industry_code,
        year,
        value,
        correction_id,
        lag(value) over series as value_before,
        lag(year) over series as year_before
    from observations
    window series as (partition by region_code, indicator_code, industry_code order by year)
),

final as (
    select
        *,
        power(value / value_before, 1e0 / (year - year_before)) as ratio_per_year
    from paired
    where value_before is not null
)

select * from final
