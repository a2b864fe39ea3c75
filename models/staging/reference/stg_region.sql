with final as (
    select
        region_code,
        coalesce(region_name_zh, region_name_en, region_code) as region_name_zh,
        coalesce(region_name_en, region_name_zh, region_code) as region_name_en,
        macro_region,
        capital_lat_deg,
        capital_lon_deg,
        centroid_lat_deg,
        centroid_lon_deg
    from {{ ref('regions') }}
    where region_set = '{{ param('region_set') }}'
)

select * from final
