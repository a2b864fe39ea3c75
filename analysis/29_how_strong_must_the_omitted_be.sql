-- How strongly must omitted variables be selected to undo a coefficient?
-- 遗漏变量需多强的选择性才能抵消系数？
-- Oster (2019): below 1 in size, less selection than that on the controls makes it zero; negative, selection the other way.
select
    table_id,
    uncontrolled_column_id as without_controls,
    column_id as with_controls,
    round(estimate_uncontrolled, 4) as slope_without,
    round(estimate_controlled, 4) as slope_with,
    round(r2_controlled, 3) as r2,
    round(r2_max, 3) as r2_max,
    round(delta_for_zero, 3) as delta_for_zero,
    round(estimate_adjusted, 4) as slope_adjusted,
    n_obs
from results.oster
order by table_id, column_id, uncontrolled_column_id
