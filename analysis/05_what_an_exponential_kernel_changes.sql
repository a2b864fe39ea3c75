-- What does another kernel change?
-- 换用其他核函数有何变化？
-- Correlation of each kernel's spillover with the baseline over region-years; near 1 means the choice does not matter.
with baseline as (
    select region_code, year, vag from marts.panel
)

select
    spillovers.kernel,
    spillovers.distance_point,
    round(corr(spillovers.spillover, baseline.vag), 4) as correlation_with_vag,
    round(avg(spillovers.neighbour_part / spillovers.spillover), 3) as mean_share_from_neighbours
from marts.fct_spillover as spillovers
inner join baseline on spillovers.region_code = baseline.region_code and spillovers.year = baseline.year
inner join marts.dim_industry as industries on spillovers.industry_code = industries.industry_code
where industries.is_information_industry and spillovers.lq_base = 'panel'
group by spillovers.kernel, spillovers.distance_point
order by correlation_with_vag
