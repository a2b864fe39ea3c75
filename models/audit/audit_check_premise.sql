{{ config(tags=['printed']) }}
-- What a check takes for granted of the columns that its cells stand in, with what is said of it. Of descriptives only weights count.
with cells as (
    select distinct study, check_id, table_id, column_id from {{ ref('consistency_cell') }}
),

described as (
    select distinct study, table_id, column_id from {{ ref('audit_published_number') }}
    where statistic in ('mean', 'sd', 'min', 'max') or (statistic = 'n' and term <> '_model')
),

final as (
    select
        checks.study, checks.check_id, facts.table_id, facts.column_id, facts.premise, facts.fact, facts.status
    from {{ ref('audit_check') }} as checks
    inner join {{ ref('consistency_premises') }} as premises using (check_kind)
    inner join cells using (study, check_id)
    inner join {{ ref('audit_column_fact') }} as facts using (study, table_id, column_id, premise)
    left join described using (study, table_id, column_id)
    where described.study is null or premises.premise = 'weights'
)

select * from final
