-- Virtual agglomeration in each edition, under the dataset's kernel, points and base: as int_location_quotient and
-- int_spillover, for the one industry that the panel needs.
with employment as (
    select
        edition,
        region_code,
        year,
        max(case when industry_code <> 'TOTAL' then value end) as industry_employment,
        max(case when industry_code = 'TOTAL' then value end) as region_employment
    from {{ ref('int_edition_observation') }}
    where indicator_code = 'urban_employment'
    group by edition, region_code, year
),

weights as (
    select
        from_region_code as region_code,
        {{ ordered_list('weight', 'to_region_code') }} as weights,
        {{ ordered_list('case when weight > 0 then 1e0 else 0e0 end', 'to_region_code') }} as is_weighted
    from {{ ref('int_kernel_weight') }}
    where
        kernel = '{{ param('kernel') }}'
        and distance_point = '{{ param('distance_point') }}'
        and lq_base = '{{ param('lq_base') }}'
    group by from_region_code
),

grid as (
    select
        edition_years.edition,
        edition_years.year,
        weights.region_code
    from (select distinct edition, year from employment where industry_employment is not null) as edition_years
    cross join weights
),

with_base as (
    select
        grid.*,
        employment.industry_employment,
        employment.region_employment,
        sum(employment.industry_employment) over edition_year as base_employment,
        sum(employment.region_employment) over edition_year as base_total,
        sum(case when employment.industry_employment is null or employment.region_employment is null then 1 else 0 end)
            over edition_year as n_regions_missing
    from grid
    left join employment
        on
            grid.edition = employment.edition
            and grid.year = employment.year
            and grid.region_code = employment.region_code
    window edition_year as {{ ordered_window('grid.edition, grid.year', 'grid.region_code') }}
),

quotients as (
    select
        *,
        {{ location_quotient(
            'industry_employment', 'region_employment', 'base_employment', 'base_total', 'n_regions_missing'
        ) }} as location_quotient
    from with_base
),

listed as (
    select
        edition,
        year,
        {{ ordered_list('coalesce(location_quotient, 0)', 'region_code') }} as quotients,
        {{ ordered_list('case when location_quotient is null then 1e0 else 0e0 end', 'region_code') }} as is_missing
    from quotients
    group by edition, year
),

paired as (
    select
        listed.*,
        weights.region_code,
        weights.weights,
        {{ spillover_missing('weights.is_weighted', 'listed.is_missing') }} as n_missing
    from listed
    cross join weights
),

final as (
    select
        edition,
        region_code,
        year,
        {{ spillover('weights', 'quotients', 'n_missing') }} as vag
    from paired
)

select * from final
