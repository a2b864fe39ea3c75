-- Employment by industry beside the region's total, once per base: the panel's regions, or all.
with observations as (
    select * from {{ ref('int_observations') }}
    where indicator_code = 'urban_employment'
),

regions as (
    select * from {{ ref('int_regions') }}
),

industries as (
    select * from {{ ref('industries') }}
),

bases as (
    select region_code, 'all' as lq_base from regions
    union all
    select region_code, 'panel' as lq_base from regions where is_in_panel
),

years as (
    select distinct year from observations where industry_code <> 'TOTAL'
),

final as (
    select
        bases.lq_base,
        bases.region_code,
        industries.industry_code,
        years.year,
        industry.value as employment,
        total.value as region_employment
    from bases
    cross join industries
    cross join years
    left join observations as industry
        on
            bases.region_code = industry.region_code
            and industries.industry_code = industry.industry_code
            and years.year = industry.year
    left join observations as total
        on
            bases.region_code = total.region_code
            and years.year = total.year
            and total.industry_code = 'TOTAL'
)

select * from final
