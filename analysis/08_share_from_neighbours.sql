-- How much of virtual agglomeration comes from neighbours?
-- 虚拟集聚有多少来自邻近地区？
-- The baseline kernel weighs a neighbour at 100 km with 0.01, the region itself with 1.
select
    region_name_en,
    round(avg(vag), 3) as mean_vag,
    round(avg(vag_own_part), 3) as own_part,
    round(avg(vag_neighbour_part), 4) as neighbour_part,
    round(100 * avg(vag_neighbour_part / vag), 1) as neighbours_pct
from marts.panel
where vag is not null
group by region_name_en
order by neighbours_pct desc
