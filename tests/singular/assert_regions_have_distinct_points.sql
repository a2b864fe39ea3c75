-- Two regions at one point have no inverse distance: an error, not an infinity.
select
    a.region_code,
    b.region_code as other_region_code,
    a.distance_point
from {{ ref('int_region_point') }} as a
inner join {{ ref('int_region_point') }} as b
    on
        a.distance_point = b.distance_point
        and a.region_code < b.region_code
        and a.x = b.x
        and a.y = b.y
        and a.z = b.z
