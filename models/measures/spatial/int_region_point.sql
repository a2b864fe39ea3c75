-- Both point sets, one below the other, as unit vectors. A set that lacks a region is unavailable as a whole; the
-- column n_regions_missing says how many, and assert_point_sets_are_complete names them.
with regions as (
    select * from {{ ref('stg_region') }}
),

points as (
    select
        region_code,
        'capital' as distance_point,
        capital_lat_deg as lat_deg,
        capital_lon_deg as lon_deg
    from regions
    union all
    select
        region_code,
        'centroid' as distance_point,
        centroid_lat_deg as lat_deg,
        centroid_lon_deg as lon_deg
    from regions
),

final as (
    select
        region_code,
        distance_point,
        lat_deg,
        lon_deg,
        {{ unit_vector('lat_deg', 'lon_deg') | indent(8) }},
        sum(case when lat_deg is null or lon_deg is null then 1 else 0 end) over (partition by distance_point)
            as n_regions_missing,
        cast(row_number() over (partition by distance_point order by region_code) - 1 as {{ t_integer() }}) as position,
        {{ stores_pairs('count(*) over (partition by distance_point)') }} as stores_pairs
    from points
)

select * from final
