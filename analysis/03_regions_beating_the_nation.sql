-- How many regions beat the nation each year?
-- 每年有多少地区增长快于全国？
-- Resilience above 0 is growth of the panel's flow, over its horizon, above that of the base.
select
    panel.year,
    flows.value as flow,
    horizons.value as horizon,
    sum(case when panel.sl > 0 then 1 else 0 end) as n_above,
    sum(case when panel.sl < 0 then 1 else 0 end) as n_below,
    round(avg(panel.sl), 4) as mean_resilience
from marts.panel as panel
inner join marts.panel_parameter as flows on flows.parameter = 'flow'
inner join marts.panel_parameter as horizons on horizons.parameter = 'horizon'
where panel.sl is not null
group by panel.year, flows.value, horizons.value
order by panel.year
