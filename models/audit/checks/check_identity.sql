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
        'at most the omitted unit''s largest share, ' || coalesce({{ told('100 * held', 3) }} || ' %', 'which is not known') as expected,
        case
            when needed_low <= coalesce(held, 0) then 'holds'
            when needed_low > held then 'impossible'
            else 'not decidable'
        end as verdict,
        case when needed_low <= 0
            then 'The smallest printed ' || term || ' is not above zero, as its identity asks.'
            else
                'All printed values of ' || term || ' are positive. That would need an omitted unit to hold at least '
                || {{ told('100 * needed_low', 1) }} || ' % of the flow in every base period'
                || coalesce('; by the figures of this warehouse it held at most ' || {{ told('100 * held', 2) }} || ' %', '') || '.'
        end as sentence_en,
        case when needed_low <= 0
            then term || '的刊印最小值不大于零，与恒等式一致。'
            else
                '所有刊印的' || term || '均为正，这要求被剔除单元在各基期至少占' || {{ told('100 * needed_low', 1) }} || '%'
                || coalesce('，而按本数据仓库的数据其最多占' || {{ told('100 * held', 2) }} || '%', '') || '。'
        end as sentence_zh
    from growths
    union all
    select
        moments.study,
        'identity_maximum' as check_kind,
        lower(moments.term) || '_identity_maximum' as check_id,
        {{ cells(["moments.table_id || '.' || moments.term || '.max'"]) }} as cells,
        moments.max_low as result_low,
        moments.max_high as result_high,
        'at least ' || facts.value_text as expected,
        {{ verdict('moments.max_high >= ' ~ to_number('facts.value_text'), 'impossible') }} as verdict,
        'With an own weight of ' || facts.value_text || ' the largest ' || moments.term || ' of a year is at least '
        || facts.value_text || ', because the weighted mean of location quotients is 1; the printed maximum is '
        || moments.max_value || '.' as sentence_en,
        '自身权重为' || facts.value_text || '时，各年' || moments.term || '的最大值不小于' || facts.value_text || '，而刊印最大值为'
        || moments.max_value || '。' as sentence_zh
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
        'a stated unit of distance' as expected,
        'not decidable' as verdict,
        'With distances in km the neighbours add ' || {{ told('100 * outside.value_low', 1) }} || ' to '
        || {{ told('100 * outside.value_high', 1) }} || ' % to a unit''s own quotient, by year (ratio of sums); as the own weight is fixed, '
        || 'the unit of distance decides how much, and it is not stated.' as sentence_en,
        '以千米计，邻近地区各年为自身区位商增加' || {{ told('100 * outside.value_low', 1) }} || '%至'
        || {{ told('100 * outside.value_high', 1) }} || '%；自身权重既定，其大小取决于未说明的距离单位。' as sentence_zh
    from facts
    inner join outside on facts.study = outside.study and outside.quantity = 'neighbours_over_own'
    inner join moments on facts.study = moments.study and facts.term = moments.term
    where facts.fact = 'own_weight'
)

select {{ consistency_columns() }} from final
