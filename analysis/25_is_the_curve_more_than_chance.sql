-- Is the whole specification curve more than chance would give?
-- 整条设定曲线是否超出偶然？
-- Against curves in which regions exchange their whole path of spillovers; p is joint over all specifications.
select
    statistic,
    round(observed, 3) as observed,
    round(null_p05, 3) as null_p05,
    round(null_median, 3) as null_median,
    round(null_p95, 3) as null_p95,
    round(p_value, 3) as p_value,
    n_specs,
    n_draws
from results.specification_joint
order by statistic
