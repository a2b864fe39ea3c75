with distances as (
    select * from {{ ref('int_distance') }}
),

final as (
    select
        from_region_code,
        to_region_code,
        distance_point,
        distance_km
    from distances
)

select * from final
