{{ config(tags=['printed']) }}
-- What, if it were said of a table's columns, would let more be checked: in how many checks it is missing, and in how many it alone is.
with missing as (
    select distinct study, check_id, premise, fact, table_id from {{ ref('audit_check_premise') }}
    where status = 'unknown'
),

counted as (
    select study, check_id, count(distinct premise) as n_missing from missing
    group by study, check_id
),

final as (
    select
        missing.study, missing.premise, missing.fact, missing.table_id,
        count(*) as n_checks,
        count(case when counted.n_missing = 1 then 1 end) as n_alone,
        messages.en as premise_en,
        messages.zh as premise_zh
    from missing
    inner join counted using (study, check_id)
    -- of what is known not to hold nothing would be checked
    inner join {{ ref('audit_checked') }} as checks using (study, check_id)
    inner join {{ ref('messages') }} as messages on 'premise.' || missing.premise = messages.id
    group by missing.study, missing.premise, missing.fact, missing.table_id, messages.en, messages.zh
)

select * from final
