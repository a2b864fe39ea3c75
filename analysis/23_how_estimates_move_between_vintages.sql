-- How do estimates move between vintages?
-- 估计在不同数据版本之间如何变动？
-- The study's coefficient. `as of`: everything public by the day; `exchanged`: one indicator as of the day, the rest unchanged.
with careful as (
    select * from results.vintage_estimates
    where term is null or se_type like 'CRV3(%'
),

focal as (
    select distinct table_id, column_id, term from results.focal_terms
)

select
    moved.table_id,
    moved.edition,
    moved.column_id,
    moved.status,
    moved.n_obs,
    moved.year_min || '–' || moved.year_max as years,
    round(moved.estimate, 5) as estimate,
    round(moved.std_error, 5) as std_error,
    round(moved.p_value, 4) as p_value,
    moved.se_type,
    round(100 * (moved.estimate / baseline.estimate - 1), 1) as change_pct,
    moved.message
from careful as moved
left join focal
    on moved.table_id = focal.table_id and moved.column_id = focal.column_id and moved.term = focal.term
left join careful as baseline
    on
        moved.table_id = baseline.table_id
        and moved.column_id = baseline.column_id
        and moved.term = baseline.term
        and moved.se_type = baseline.se_type
        and baseline.edition = 'baseline'
where moved.term is null or focal.term is not null
order by moved.table_id asc, moved.kind asc, moved.edition asc, moved.column_id asc
