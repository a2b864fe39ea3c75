-- No detour over a third region is shorter than the direct way: all triples of stored pairs; of larger point sets a
-- million triples, of a hundred regions at even steps through the codes.
with sampled as (
    select * from {{ ref('int_region_point') }}
    where
        not stores_pairs
        and n_regions_missing = 0
        and position % (select cast(ceil(count(*) / 200e0) as {{ t_integer() }}) from {{ ref('int_region_point') }}) = 0
),

distances as (
    select from_region_code, to_region_code, distance_point, distance_km from {{ ref('fct_distance') }}
    union all
    select a.region_code as from_region_code, b.region_code as to_region_code, a.distance_point, {{ distance_km('a', 'b') }}
    from sampled as a
    inner join sampled as b on a.distance_point = b.distance_point
)

select
    direct.from_region_code,
    first_leg.to_region_code as over_region_code,
    direct.to_region_code,
    direct.distance_point,
    direct.distance_km,
    first_leg.distance_km + second_leg.distance_km as detour_km
from distances as direct
inner join distances as first_leg
    on direct.from_region_code = first_leg.from_region_code and direct.distance_point = first_leg.distance_point
inner join distances as second_leg
    on
        first_leg.to_region_code = second_leg.from_region_code
        and direct.to_region_code = second_leg.to_region_code
        and direct.distance_point = second_leg.distance_point
where direct.distance_km > first_leg.distance_km + second_leg.distance_km + {{ param('tolerances').identity }} * direct.distance_km
