-- How does the sign depend on the choices?
-- 系数符号如何随选择变化？
-- Share of positive and of significant slopes over all other choices.
select
    flow,
    horizon,
    fixed_effects,
    count(*) as n_specifications,
    round(avg(case when estimate > 0 then 1.0 else 0.0 end), 2) as share_positive,
    round(avg(case when p_value < 0.05 then 1.0 else 0.0 end), 2) as share_significant_crv1,
    round(median(estimate), 3) as median_standardised_slope
from results.specification_curve
group by flow, horizon, fixed_effects
order by flow, horizon, fixed_effects
