-- How much of the spillover comes from neighbours?
-- 溢出有多少来自邻近地区？
-- The own part is the region's own location quotient times the kernel's own weight, which stands beside it.
select
    panel.region_name_en,
    kernels.kernel,
    kernels.own_weight,
    round(avg(panel.vag), 3) as mean_vag,
    round(avg(panel.vag_own_part), 3) as own_part,
    round(avg(panel.vag_neighbour_part), 4) as neighbour_part,
    round(100 * avg(panel.vag_neighbour_part / panel.vag), 1) as neighbours_pct
from marts.panel as panel
inner join marts.panel_parameter as parameters on parameters.parameter = 'kernel'
inner join reference.kernels as kernels on parameters.value = kernels.kernel
where panel.vag is not null
group by panel.region_name_en, kernels.kernel, kernels.own_weight
order by neighbours_pct desc
