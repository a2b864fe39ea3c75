-- No detour over a third region is shorter than the direct way.
select
    direct.from_region_code,
    first_leg.to_region_code as over_region_code,
    direct.to_region_code,
    direct.distance_point,
    direct.distance_km,
    first_leg.distance_km + second_leg.distance_km as detour_km
from {{ ref('fct_distance') }} as direct
inner join {{ ref('fct_distance') }} as first_leg
    on direct.from_region_code = first_leg.from_region_code and direct.distance_point = first_leg.distance_point
inner join {{ ref('fct_distance') }} as second_leg
    on
        first_leg.to_region_code = second_leg.from_region_code
        and direct.to_region_code = second_leg.to_region_code
        and direct.distance_point = second_leg.distance_point
where direct.distance_km > first_leg.distance_km + second_leg.distance_km + {{ param('tolerances').identity }} * direct.distance_km
