-- Who gives whom how much spillover?
-- 谁给谁带来多少溢出？
-- The largest flows between two regions, mean over the years, with the distance between the panel's points.
select
    giver.region_name_en as from_region,
    receiver.region_name_en as to_region,
    round(avg(spillovers.spillover_part), 5) as mean_spillover,
    round(min(distances.distance_km), 0) as distance_km
from marts.fct_bilateral_spillover as spillovers
inner join marts.panel_parameter as points on points.parameter = 'distance_point'
inner join marts.fct_distance as distances
    on
        spillovers.from_region_code = distances.from_region_code
        and spillovers.to_region_code = distances.to_region_code
        and points.value = distances.distance_point
inner join marts.dim_region as giver on spillovers.from_region_code = giver.region_code
inner join marts.dim_region as receiver on spillovers.to_region_code = receiver.region_code
where spillovers.from_region_code <> spillovers.to_region_code
group by giver.region_name_en, receiver.region_name_en
order by mean_spillover desc
limit 20
