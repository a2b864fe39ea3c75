{{ config(tags=['printed']) }}
-- Every check as far as it may decide: one whose premise is known not to hold is not asked, one that rests on what nobody says decides
-- nothing.
with premises as (
    select
        study,
        check_id,
        count(case when status = 'not met' then 1 end) as n_not_met,
        count(case when status = 'unknown' then 1 end) as n_unknown
    from {{ ref('audit_check_premise') }}
    group by study, check_id
),

final as (
    select
        checks.study, checks.check_name, checks.check_kind, checks.check_id, checks.result_low, checks.result_high,
        case when premises.n_unknown > 0 then 'not decidable' else checks.verdict end as verdict,
        coalesce(premises.n_unknown, 0) as n_unknown
    from {{ ref('audit_check') }} as checks
    left join premises using (study, check_id)
    where coalesce(premises.n_not_met, 0) = 0
)

select * from final
