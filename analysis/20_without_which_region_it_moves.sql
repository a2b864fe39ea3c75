-- Without which region does the coefficient of Table 2 move most?
-- 剔除哪个地区系数变化最大？
-- Column 2; the coefficient with all regions stands beside it.
with whole as (
    select column_id, estimate
    from results.estimates
    where table_id = 'table_2' and term = 'vag' and se_type = 'CRV1(region)'
)

select
    regions.region_name_en as without_region,
    round(left_out.estimate, 4) as estimate,
    round(left_out.p_value, 4) as p_crv1,
    round(whole.estimate, 4) as with_all_regions
from results.leave_one_out as left_out
inner join whole on left_out.column_id = whole.column_id
inner join marts.dim_region as regions on left_out.left_out = regions.region_code
where left_out.table_id = 'table_2' and left_out.left_out_kind = 'region' and left_out.column_id = '2'
order by abs(left_out.estimate - whole.estimate) desc
limit 10
