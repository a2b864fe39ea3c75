-- How far apart are trade by origin and trade by operating unit?
-- 按货源地与按经营单位统计的贸易相差多少？
-- Two definitions, never to be mixed; year 2019.
with trade as (
    select
        region_code,
        max(case when indicator_code = 'trade_origin_destination' then value end) as by_origin_usd_k,
        max(case when indicator_code = 'trade_operating_unit' then value end) as by_operating_unit_usd_k
    from marts.fct_observation
    where year = 2019
    group by region_code
)

select
    regions.region_name_en,
    round(trade.by_origin_usd_k / 1000000, 1) as by_origin_usd_bn,
    round(trade.by_operating_unit_usd_k / 1000000, 1) as by_operating_unit_usd_bn,
    round(100 * (trade.by_origin_usd_k / trade.by_operating_unit_usd_k - 1), 1) as difference_pct
from trade
inner join marts.dim_region as regions on trade.region_code = regions.region_code
order by difference_pct
