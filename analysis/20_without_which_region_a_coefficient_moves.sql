-- Without which region does a coefficient move most?
-- 剔除哪个地区系数变化最大？
-- Of each column the region whose absence moves its coefficient most; the coefficient with all regions stands beside it.
with whole as (
    select table_id, column_id, term, max(estimate) as estimate
    from results.estimates
    group by table_id, column_id, term
),

moved as (
    select
        left_out.table_id,
        left_out.column_id,
        left_out.term,
        left_out.left_out,
        left_out.estimate,
        left_out.p_value,
        left_out.se_type,
        whole.estimate as with_all_regions,
        row_number() over (
            partition by left_out.table_id, left_out.column_id, left_out.term
            order by abs(left_out.estimate - whole.estimate) desc, left_out.left_out asc
        ) as place
    from results.leave_one_out as left_out
    inner join whole
        on
            left_out.table_id = whole.table_id
            and left_out.column_id = whole.column_id
            and left_out.term = whole.term
    where left_out.left_out_kind = 'region'
)

select
    moved.table_id,
    moved.column_id,
    moved.term,
    regions.region_name_en as without_region,
    round(moved.estimate, 4) as estimate,
    round(moved.p_value, 4) as p_value,
    moved.se_type,
    round(moved.with_all_regions, 4) as with_all_regions
from moved
inner join marts.dim_region as regions on moved.left_out = regions.region_code
where moved.place = 1
order by moved.table_id, moved.column_id, moved.term
