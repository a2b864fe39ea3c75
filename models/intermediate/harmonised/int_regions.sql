with regions as (
    select * from {{ ref('regions') }}
),

final as (
    select
        region_code,
        region_name_zh,
        region_name_en,
        macro_region,
        not coalesce(region_code in ({{ quoted_list(param('excluded_regions')) }}), false) as is_in_panel,
        capital_lat_deg,
        capital_lon_deg,
        centroid_lat_deg,
        centroid_lon_deg
    from regions
)

select * from final
