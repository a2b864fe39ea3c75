-- Identities of the formulas against the printed extremes. The share-weighted mean of exp(growth against the base) is 1 in
-- every period, so a positive minimum needs an omitted unit that holds at least 1 − exp(−min) of the flow; what it really holds
-- comes from outside. The weighted mean location quotient is 1, so with an own weight w a sum of them reaches at least w.
with moments as (
    select * from {{ ref('audit_published_moment') }}
),

facts as (
    select * from {{ ref('published_facts') }}
),

outside as (
    select * from {{ ref('audit_official_number') }}
),

growths as (
    select
        moments.*,
        1 - exp(-moments.min_low) as needed_low,
        1 - exp(-moments.min_high) as needed_high,
        outside.value_high as held
    from moments
    inner join facts on moments.study = facts.study and facts.fact = 'share_weighted_growth' and moments.term = facts.term
    left join outside on facts.study = outside.study and facts.value_text = outside.quantity
),

final as (
    select
        study,
        'identity_minimum' as check_kind,
        lower(term) || '_identity_minimum' as check_id,
        {{ cells(["table_id || '.' || term || '.min'"]) }} as cells,
        needed_low as result_low,
        needed_high as result_high,
        case
            when needed_low <= coalesce(held, 0) then 'holds'
            when needed_low > held then 'impossible'
            else 'not decidable'
        end as verdict,
        {{ words({
            'term': 'term', 'needed': fixed_text('100 * needed_low', 1), 'held': fixed_text('100 * held')
        }, variant="case when needed_low <= 0 then 'fits' end") }} as words
    from growths
    union all
    select
        moments.study,
        'identity_maximum' as check_kind,
        lower(moments.term) || '_identity_maximum' as check_id,
        {{ cells(["moments.table_id || '.' || moments.term || '.max'"]) }} as cells,
        moments.max_low as result_low,
        moments.max_high as result_high,
        {{ verdict('moments.max_high >= ' ~ to_number('facts.value_text'), 'impossible') }} as verdict,
        {{ words({
            'term': 'moments.term', 'weight': 'facts.value_text', 'largest': number_text('moments.max_value')
        }) }} as words
    from moments
    inner join facts on moments.study = facts.study and facts.fact = 'own_weight' and moments.term = facts.term
    union all
    select
        facts.study,
        'neighbours' as check_kind,
        'neighbours_in_' || lower(facts.term) as check_id,
        {{ cells(["moments.table_id || '.' || facts.term || '.mean'"]) }} as cells,
        outside.value_low as result_low,
        outside.value_high as result_high,
        'not decidable' as verdict,
        {{ words({
            'low': fixed_text('100 * outside.value_low', 1), 'high': fixed_text('100 * outside.value_high', 1)
        }) }} as words
    from facts
    inner join outside on facts.study = outside.study and outside.quantity = 'neighbours_over_own'
    inner join moments on facts.study = moments.study and facts.term = moments.term
    where facts.fact = 'own_weight'
)

select {{ consistency_columns() }} from final
