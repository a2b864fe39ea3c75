-- Employment of an industry in a region, beside the region's total and both sums over the base, in every edition; a gap is a null row,
-- so that a missing figure can be counted. Editions other than the baseline have the dataset's industry and base alone.
with observations as (
    select * from {{ ref('int_observation') }}
    where indicator_code = '{{ param('employment') }}'
),

bases as (
    {{ regions_of_bases() }}
),

years as (
    select distinct edition, year from observations where industry_code <> 'TOTAL'
),

employment as (
    select
        years.edition,
        bases.base as lq_base,
        bases.region_code,
        industries.industry_code,
        years.year,
        industry.value as employment,
        total.value as region_employment
    from years
    cross join bases
    cross join {{ ref('stg_industry') }} as industries
    left join observations as industry
        on
            years.edition = industry.edition
            and bases.region_code = industry.region_code
            and industries.industry_code = industry.industry_code
            and years.year = industry.year
    left join observations as total
        on
            years.edition = total.edition
            and bases.region_code = total.region_code
            and years.year = total.year
            and total.industry_code = 'TOTAL'
    where
        years.edition = 'baseline'
        or (industries.industry_code = '{{ param('spillover_industry') }}' and bases.base = '{{ param('lq_base') }}')
),

with_base as (
    select
        *,
        sum(employment) over industry_year as base_employment,
        sum(region_employment) over industry_year as base_total,
        sum(case when employment is null or region_employment is null then 1 else 0 end) over industry_year as n_regions_missing
    from employment
    window industry_year as {{ ordered_window('edition, lq_base, industry_code, year', 'region_code') }}
),

final as (
    select
        edition,
        region_code,
        industry_code,
        year,
        lq_base,
        {{ location_quotient('employment', 'region_employment', 'base_employment', 'base_total', 'n_regions_missing') }}
            as location_quotient,
        employment,
        region_employment,
        cast(n_regions_missing as {{ t_integer() }}) as n_regions_missing
    from with_base
)

select * from final
