-- Which GDP figures were revised most between vintages?
-- 哪些GDP数据在不同版本间修订最大？
-- Largest published figure over the smallest, same region and year.
select
    regions.region_name_en,
    candidates.year,
    count(*) as n_vintages,
    min(candidates.value) as lowest_cny_100m,
    max(candidates.value) as highest_cny_100m,
    round(100 * (max(candidates.value) / min(candidates.value) - 1), 1) as range_pct
from marts.fct_observation_candidate as candidates
inner join marts.dim_region as regions on candidates.region_code = regions.region_code
where candidates.indicator_code = 'gdp' and candidates.value is not null
group by regions.region_name_en, candidates.year
order by range_pct desc
limit 20
