-- Exports by origin and imports by destination were recovered from per-head values; the published two-way total checks
-- every region. From 2021 on the parts are first releases at a coarse resolution and the total is revised: not compared.
with trade as (
    select
        region_code,
        year,
        max(case when indicator_code = 'exports_origin' then value end) as exports_origin,
        max(case when indicator_code = 'imports_destination' then value end) as imports_usd_k,
        max(case when indicator_code = 'trade_origin_destination' then value end) as trade_usd_k
    from {{ ref('fct_observation') }}
    where collection = 'bundled' and year between 2016 and 2020
    group by region_code, year
)

select *
from trade
where
    trade_usd_k is null
    or abs((exports_origin + imports_usd_k) / trade_usd_k - 1) > 2e-6
