-- How does Table 2 move between vintages?
-- 表2在不同数据版本之间如何变动？
-- Coefficient of vag. `as of`: everything public by the day; `exchanged`: one indicator as of the day, the rest unchanged.
select
    moved.edition,
    moved.column_id,
    moved.status,
    moved.n_obs,
    moved.year_min || '–' || moved.year_max as years,
    round(moved.estimate, 5) as estimate,
    round(moved.std_error, 5) as std_error_crv3,
    round(moved.p_value, 4) as p_crv3,
    round(100 * (moved.estimate / baseline.estimate - 1), 1) as change_pct,
    moved.message
from results.vintage_estimates as moved
left join results.vintage_estimates as baseline
    on
        moved.table_id = baseline.table_id
        and moved.column_id = baseline.column_id
        and moved.term = baseline.term
        and moved.se_type = baseline.se_type
        and baseline.edition = 'baseline'
where moved.table_id = 'table_2' and (moved.term is null or (moved.term = 'vag' and moved.se_type = 'CRV3(region)'))
order by moved.kind asc, moved.edition asc, moved.column_id asc
