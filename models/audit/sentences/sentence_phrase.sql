-- Phrases that depend on a count, so that one coefficient is not told as "all 1".
with evidence as (
    select *, case role when 'moderation' then ' of their product' else ' on ' || {{ mid_sentence('outcome_en') }} end as of_what
    from {{ ref('sentence_evidence') }}
),

final as (
    select
        study,
        table_id,
        role,
        focus,
        moderator,
        outcome,
        case n when 1 then 'The one coefficient' || of_what || ' is' else 'All ' || n || ' coefficients' || of_what || ' are' end
            as all_are,
        case n
            when 1 then 'The one coefficient' || of_what || ' does not differ'
            else 'None of ' || n || ' coefficients' || of_what || ' differs'
        end as none_differ,
        case n when 1 then 'but does under some' else n_contested || ' under some' end as some_differ,
        case
            when n = 1 and n_positive = 1 then 'it is positive'
            when n = 1 then 'it is negative'
            when n_positive = n then 'all are positive'
            when n_positive = 0 then 'all are negative'
            else n_positive || ' of ' || n || ' are positive'
        end as positive_en,
        case
            when n_positive = n then '均为正'
            when n_positive = 0 then '均为负'
            else n_positive || '个为正'
        end as positive_zh
    from evidence
)

select * from final
