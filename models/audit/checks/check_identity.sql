-- Identities of the formulas against the printed extremes. The share-weighted mean of exp(SL) is 1 in every year, so a
-- positive minimum needs an omitted region that holds at least 1 − exp(−min) of the flow; what it really holds comes from
-- the official figures. The employment-weighted mean LQ is 1 and a region's own weight is 1, so the largest Vag is at
-- least 1 whatever the unit of distance.
with moments as (
    select * from {{ ref('audit_published_moment') }}
),

facts as (
    select * from {{ ref('published_facts') }}
),

exports as (
    select
        year,
        max(case when region_code = facts.value_text then value end) as omitted,
        sum(value) as total
    from {{ ref('fct_observation') }}
    cross join facts
    where indicator_code = 'exports_origin' and facts.fact = 'excluded_region_code'
    group by year
),

omitted_share as (
    select max(omitted / total) as largest_share
    from exports
    inner join (select max_value as last_year from moments where term = 'Year') as calendar
        on exports.year <= calendar.last_year
),

final as (
    select
        moments.study,
        'sl_identity_minimum' as check_id,
        'table_1: SL min' as cells,
        1 - exp(-moments.min_low) as result_low,
        1 - exp(-moments.min_high) as result_high,
        'at most the omitted region''s largest share of exports, ' || round(100 * omitted_share.largest_share, 3) || ' %' as expected,
        case when 1 - exp(-moments.min_low) <= omitted_share.largest_share then 'holds' else 'impossible' end as verdict,
        'All printed values of SL are positive. That would need the omitted province to hold at least '
        || round(100 * (1 - exp(-moments.min_low)), 1) || ' % of exports in every base year; by the figures of this warehouse it held at most '
        || round(100 * omitted_share.largest_share, 2) || ' %.' as sentence_en,
        '所有刊印的SL均为正，这要求被剔除省份在各基年至少占出口的' || round(100 * (1 - exp(-moments.min_low)), 1)
        || '%，而按本数据仓库的数据其最多占' || round(100 * omitted_share.largest_share, 2) || '%。' as sentence_zh
    from moments
    cross join omitted_share
    where moments.term = 'SL'
    union all
    select
        moments.study,
        'vag_identity_maximum' as check_id,
        'table_1: Vag max' as cells,
        moments.max_low as result_low,
        moments.max_high as result_high,
        'at least ' || facts.value_text as expected,
        case when moments.max_high >= {{ to_number('facts.value_text') }} then 'holds' else 'impossible' end as verdict,
        'With an own weight of ' || facts.value_text || ' the largest Vag of a year is at least '
        || facts.value_text || ', because the weighted mean of location quotients is 1; the printed maximum is '
        || moments.max_value || '.' as sentence_en,
        '自身权重为' || facts.value_text || '时，各年Vag的最大值不小于' || facts.value_text || '，而刊印最大值为'
        || moments.max_value || '。' as sentence_zh
    from moments
    inner join facts on moments.study = facts.study and facts.fact = 'own_weight'
    where moments.term = 'Vag'
)

select {{ consistency_columns() }} from final
