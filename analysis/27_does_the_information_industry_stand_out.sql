-- Does the coefficient of the information industry stand out among the industries?
-- 信息行业的系数在各行业中是否突出？
-- Table 2 again with each other industry's spillover in place of the information industry's; same kernel, same rows.
select
    column_id,
    n_industries,
    round(standardised_slope, 3) as standardised_slope,
    slope_rank,
    t_rank,
    sentence_en
from audit.placebo_standing
where table_id = 'table_2'
order by column_id
