-- Which region-years were the least resilient?
-- 出口韧性最弱的地区与年份？
-- The twenty deepest falls against the nation, with what caused them in levels.
select
    region_name_en,
    region_name_zh,
    year,
    round(sl, 3) as resilience,
    round(exports_usd_k / 1000000, 2) as exports_usd_bn
from marts.panel
where sl is not null
order by sl
limit 20
