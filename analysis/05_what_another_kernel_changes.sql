-- What does another kernel change?
-- 换用其他核函数有何变化？
-- Correlation of each kernel's spillover with the panel's over region-years; near 1 means the choice does not matter.
with panel_spillover as (
    select region_code, year, vag from marts.panel
)

select
    spillovers.kernel,
    spillovers.distance_point,
    spillovers.kernel = kernels.value and spillovers.distance_point = points.value as is_the_panels,
    round(corr(spillovers.spillover, panel_spillover.vag), 4) as correlation_with_vag,
    round(avg(spillovers.neighbour_part / spillovers.spillover), 3) as mean_share_from_neighbours
from marts.fct_spillover as spillovers
inner join panel_spillover
    on spillovers.region_code = panel_spillover.region_code and spillovers.year = panel_spillover.year
inner join marts.dim_industry as industries on spillovers.industry_code = industries.industry_code
inner join marts.panel_parameter as bases on bases.parameter = 'lq_base' and spillovers.lq_base = bases.value
inner join marts.panel_parameter as kernels on kernels.parameter = 'kernel'
inner join marts.panel_parameter as points on points.parameter = 'distance_point'
where industries.is_focus_industry
group by spillovers.kernel, spillovers.distance_point, kernels.value, points.value
order by correlation_with_vag
