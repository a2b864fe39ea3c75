-- How concentrated are exports, year by year?
-- 各年出口集中度如何？
-- Herfindahl-Hirschman index over the panel's regions; its inverse is the number of equal regions.
with shares as (
    select
        year,
        exports_origin / sum(exports_origin) over (partition by year) as export_share
    from marts.panel
)

select
    year,
    round(sum(export_share * export_share), 4) as herfindahl,
    round(1 / sum(export_share * export_share), 2) as equal_regions,
    round(max(export_share), 3) as largest_share
from shares
group by year
order by year
