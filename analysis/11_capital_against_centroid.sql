-- Does it matter whether distance is measured between capitals or centroids?
-- 以省会还是几何中心量距离有何不同？
-- The pairs whose distance changes most.
select
    origin.region_name_en as from_region,
    destination.region_name_en as to_region,
    round(capital.distance_km) as capital_km,
    round(centroid.distance_km) as centroid_km,
    round(abs(capital.distance_km - centroid.distance_km)) as difference_km
from marts.fct_distance as capital
inner join marts.fct_distance as centroid
    on
        capital.from_region_code = centroid.from_region_code
        and capital.to_region_code = centroid.to_region_code
        and centroid.distance_point = 'centroid'
inner join marts.dim_region as origin on capital.from_region_code = origin.region_code
inner join marts.dim_region as destination on capital.to_region_code = destination.region_code
where capital.distance_point = 'capital' and capital.from_region_code < capital.to_region_code
order by difference_km desc
limit 20
