-- Does the type of standard error decide significance?
-- 标准误类型是否决定显著性？
-- One row per column and term of vag; p-values side by side.
select
    table_id,
    column_id,
    term,
    round(max(estimate), 4) as estimate,
    round(max(case when se_type = 'classical' then p_value end), 4) as p_classical,
    round(max(case when se_type = 'CRV1(region)' then p_value end), 4) as p_crv1,
    round(max(case when se_type = 'CRV3(region)' then p_value end), 4) as p_crv3,
    round(max(case when se_type = 'permutation(region)' then p_value end), 4) as p_permutation
from results.estimates
where term like 'vag%'
group by table_id, column_id, term
order by table_id, column_id, term
