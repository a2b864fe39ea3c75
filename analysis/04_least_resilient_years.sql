-- Which region-years were the least resilient?
-- 韧性最弱的地区与年份？
-- The deepest falls against the base, with the flow that they are about.
select
    panel.region_name_en,
    panel.region_name_zh,
    panel.year,
    round(panel.sl, 3) as resilience,
    flows.value as flow,
    round(observations.value / 1000000, 2) as flow_usd_bn
from marts.panel as panel
inner join marts.panel_parameter as flows on flows.parameter = 'flow'
inner join marts.fct_observation as observations
    on
        panel.region_code = observations.region_code
        and panel.year = observations.year
        and flows.value = observations.indicator_code
where panel.sl is not null
order by panel.sl
limit 20
