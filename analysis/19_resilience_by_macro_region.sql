-- How resilient were the macro-regions?
-- 各大区韧性如何？
-- Unweighted mean over regions and years, with its spread.
select
    macro_region,
    count(sl) as n_region_years,
    round(avg(sl), 4) as mean_resilience,
    round(stddev_samp(sl), 4) as sd,
    round(min(sl), 3) as lowest,
    round(max(sl), 3) as highest
from marts.panel
group by macro_region
order by mean_resilience desc
