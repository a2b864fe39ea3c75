-- A distance has no direction, and none to itself.
select
    outward.*,
    homeward.distance_km as distance_back_km
from {{ ref('fct_distance') }} as outward
inner join {{ ref('fct_distance') }} as homeward
    on
        outward.from_region_code = homeward.to_region_code
        and outward.to_region_code = homeward.from_region_code
        and outward.distance_point = homeward.distance_point
where
    abs(outward.distance_km - homeward.distance_km) > {{ param('tolerances').identity }} * outward.distance_km
    or (outward.from_region_code = outward.to_region_code) <> (outward.distance_km = 0)
