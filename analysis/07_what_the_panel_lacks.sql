-- What does the panel lack, and where?
-- 面板缺什么，缺在哪里？
-- One row per variable and year with gaps.
select
    variable,
    year,
    n_missing,
    missing_regions
from quality.missingness
where n_missing > 0
order by variable, year
