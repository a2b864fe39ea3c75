with regions as (
    select * from {{ ref('stg_region') }}
),

final as (
    select
        region_code,
        region_name_zh,
        region_name_en,
        macro_region,
        {{ is_in_panel('region_code') }} as is_in_panel,
        capital_lat_deg,
        capital_lon_deg,
        centroid_lat_deg,
        centroid_lon_deg
    from regions
)

select * from final
