-- A point set that lacks a region is unavailable as a whole; this says which region it lacks. A set without any point is not meant.
-- Remedy: fill in latitude and longitude in the seed regions.
select
    region_code,
    distance_point,
    lat_deg,
    lon_deg
from {{ ref('int_region_point') }}
where
    ((lat_deg is null or lon_deg is null) and n_regions_missing < (select count(*) from {{ ref('stg_region') }}))
    or abs(lat_deg) > 90
    or abs(lon_deg) > 180
