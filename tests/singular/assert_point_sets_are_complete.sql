-- A point set that lacks a region is unavailable as a whole; this says which region it lacks. Units of a panel of one's own are no
-- places unless they say so.
-- Remedy: fill in latitude and longitude in seeds/reference/regions.csv.
select
    region_code,
    distance_point,
    lat_deg,
    lon_deg
from {{ ref('int_region_point') }}
where
    (lat_deg is null or lon_deg is null or abs(lat_deg) > 90 or abs(lon_deg) > 180)
    and {{ 'false' if 'panel' in param('collections') else 'true' }}
