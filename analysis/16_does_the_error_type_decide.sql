-- Does the type of standard error decide significance?
-- 标准误类型是否决定显著性？
-- One row per coefficient that the study is about; p-values side by side.
select
    estimates.table_id,
    estimates.column_id,
    estimates.term,
    round(max(estimates.estimate), 4) as estimate,
    round(max(case when estimates.se_type = 'classical' then estimates.p_value end), 4) as p_classical,
    round(max(case when estimates.se_type = 'CRV1(region)' then estimates.p_value end), 4) as p_crv1,
    round(max(case when estimates.se_type = 'CRV3(region)' then estimates.p_value end), 4) as p_crv3,
    round(max(case when estimates.se_type = 'permutation(region)' then estimates.p_value end), 4) as p_permutation
from results.estimates as estimates
inner join results.focal_terms as focal
    on
        estimates.table_id = focal.table_id
        and estimates.column_id = focal.column_id
        and estimates.term = focal.term
group by estimates.table_id, estimates.column_id, estimates.term
order by estimates.table_id, estimates.column_id, estimates.term
