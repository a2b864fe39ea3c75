-- Does the type of standard error decide significance, and which may be read?
-- 标准误类型是否决定显著性？哪些检验可用？
-- One row per coefficient that the study is about and test. Size: how often the test rejects a true zero at 5 % on the column's own
-- design, least and most over the error laws; above the limit of reference.verdict_rules it is not usable.
select
    estimates.table_id,
    estimates.column_id,
    estimates.term,
    estimates.se_type,
    round(estimates.estimate, 4) as estimate,
    round(estimates.p_value, 4) as p_value,
    usability.size_low,
    usability.size_high,
    coalesce(usability.is_usable and not estimates.is_repaired, false) as is_usable,
    usability.is_conservative,
    usability.effect,
    usability.power_low
from results.estimates as estimates
inner join results.focal_terms as focal
    on
        estimates.table_id = focal.table_id
        and estimates.column_id = focal.column_id
        and estimates.term = focal.term
left join audit.test_usability as usability
    on
        estimates.table_id = usability.table_id
        and estimates.column_id = usability.column_id
        and estimates.term = usability.term
        and estimates.se_type = usability.se_type
order by estimates.table_id, estimates.column_id, estimates.term, usability.size_high
