-- Who gives whom how much spillover?
-- 谁给谁带来多少溢出？
-- The twenty largest flows between two regions, mean over the years.
select
    giver.region_name_en as from_region,
    receiver.region_name_en as to_region,
    round(avg(spillovers.spillover_part), 5) as mean_spillover,
    round(1 / avg(spillovers.weight), 0) as distance_km
from marts.fct_bilateral_spillover as spillovers
inner join marts.dim_region as giver on spillovers.from_region_code = giver.region_code
inner join marts.dim_region as receiver on spillovers.to_region_code = receiver.region_code
where spillovers.from_region_code <> spillovers.to_region_code
group by giver.region_name_en, receiver.region_name_en
order by mean_spillover desc
limit 20
