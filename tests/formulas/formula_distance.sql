-- distance_km against the haversine formula to 1e-12 relative: near points, far points, over the date line, the poles.
with pairs as (
    select 39.904989e0 as lat_a, 116.405285e0 as lon_a, 31.231706e0 as lat_b, 121.472644e0 as lon_b
    union all
    select 39.9e0, 116.4e0, 39.9001e0, 116.4001e0
    union all
    select 10e0, 179.9e0, 10e0, -179.9e0
    union all
    select 90e0, 0e0, -89e0, 77e0
    union all
    select 0e0, 0e0, 0e0, 179e0
),

a as (
    select row_number() over (order by lat_a, lon_a) as id, lat_a, lon_a, {{ unit_vector('lat_a', 'lon_a') }} from pairs
),

b as (
    select row_number() over (order by lat_a, lon_a) as id, lat_b, lon_b, {{ unit_vector('lat_b', 'lon_b') }} from pairs
),

compared as (
    select
        {{ distance_km('a', 'b') }} as found,
        2 * {{ earth_radius_km() }} * asin(sqrt(
            power(sin(radians(b.lat_b - a.lat_a) / 2), 2)
            + cos(radians(a.lat_a)) * cos(radians(b.lat_b)) * power(sin(radians(b.lon_b - a.lon_a) / 2), 2)
        )) as expected
    from a
    inner join b on a.id = b.id
)

select *
from compared
where found is null or abs(found - expected) > 1e-9 + 1e-12 * expected
