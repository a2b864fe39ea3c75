-- Does the coefficient of the study's industry stand out among the industries?
-- 本研究行业的系数在各行业中是否突出？
-- The columns again with each other industry's spillover in place of the panel's; same kernel, same rows.
select
    table_id,
    column_id,
    industry_name_en,
    n_industries,
    round(standardised_slope, 3) as standardised_slope,
    slope_rank,
    t_rank,
    sentence_en
from audit.placebo_standing
order by table_id, column_id
