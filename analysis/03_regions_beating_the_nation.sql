-- How many regions beat the nation each year?
-- 每年有多少地区出口增长快于全国？
-- Resilience above 0 is export growth above that of the base.
select
    year,
    sum(case when sl > 0 then 1 else 0 end) as n_above,
    sum(case when sl < 0 then 1 else 0 end) as n_below,
    round(avg(sl), 4) as mean_resilience
from marts.panel
where sl is not null
group by year
order by year
