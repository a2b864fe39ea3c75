-- Who carries the variation of the spillover?
-- 溢出的变异由谁承载？
-- Look at this before any coefficient.
select
    region_name_en,
    region_name_zh,
    round(vag_mean, 2) as mean_vag,
    round(100 * variation_share, 2) as share_of_variation_pct,
    round(100 * within_variation_share, 2) as of_it_within_the_region_pct
from quality.vag_variation
order by variation_share desc
limit 10
