{{ config(materialized='ephemeral') }}

with points as (
    select * from {{ ref('int_region_point') }}
    where n_regions_missing = 0 and stores_pairs
),

final as (
    select
        a.region_code as from_region_code,
        b.region_code as to_region_code,
        a.distance_point,
        case when a.region_code = b.region_code then 0 else {{ distance_km('a', 'b') }} end as distance_km
    from points as a
    inner join points as b on a.distance_point = b.distance_point
)

select * from final
