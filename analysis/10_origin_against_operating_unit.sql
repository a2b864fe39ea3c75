-- How far apart are trade by origin and trade by operating unit?
-- 按货源地与按经营单位统计的贸易相差多少？
-- Two definitions, never to be mixed; the last year of the panel that has both.
with trade as (
    select
        region_code,
        year,
        max(case when indicator_code = 'trade_origin_destination' then value end) as by_origin_usd_k,
        max(case when indicator_code = 'trade_operating_unit' then value end) as by_operating_unit_usd_k
    from marts.fct_observation
    where year in (select year from marts.panel)
    group by region_code, year
),

both_known as (
    select * from trade
    where by_origin_usd_k is not null and by_operating_unit_usd_k is not null
)

select
    regions.region_name_en,
    both_known.year,
    round(both_known.by_origin_usd_k / 1000000, 1) as by_origin_usd_bn,
    round(both_known.by_operating_unit_usd_k / 1000000, 1) as by_operating_unit_usd_bn,
    round(100 * (both_known.by_origin_usd_k / both_known.by_operating_unit_usd_k - 1), 1) as difference_pct
from both_known
inner join marts.dim_region as regions on both_known.region_code = regions.region_code
where both_known.year = (select max(known.year) from both_known as known)
order by difference_pct
