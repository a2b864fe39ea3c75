-- Two regions at one point have no inverse distance: an error, not an infinity.
select
    from_region_code,
    to_region_code,
    distance_point
from {{ ref('fct_distance') }}
where from_region_code < to_region_code and distance_km = 0
