-- Centring a product re-parametrises a regression: with the same coefficient c on the product, the main effects move by c
-- times the other factor's mean. Where that reproduces the second column, it holds no information of its own.
{% set follows = overlaps('result_low', 'result_high', 'printed_low', 'printed_high') %}

with cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

moments as (
    select * from {{ ref('audit_published_moment') }}
),

factors as (
    select moments.*
    from moments
    inner join {{ ref('published_facts') }} as facts
        on
            moments.study = facts.study
            and facts.fact = 'centred_mean_of'
            and '; ' || facts.value_text || ';' like '%; ' || moments.term || ';%'
),

pairs as (
    select
        raw.study,
        raw.table_id,
        raw.column_id as raw_column,
        centred.column_id as centred_column,
        raw.estimate as product,
        raw.estimate_low as product_low,
        raw.estimate_high as product_high
    from cells as raw
    inner join cells as centred
        on raw.study = centred.study and raw.table_id = centred.table_id and centred.term = raw.term || '_c'
),

moved as (
    select
        pairs.*,
        main.term,
        main.estimate_low + {{ product_low('product_low', 'product_high', 'other.mean_low', 'other.mean_high') }} as result_low,
        main.estimate_high + {{ product_high('product_low', 'product_high', 'other.mean_low', 'other.mean_high') }}
            as result_high,
        after.estimate_low as printed_low,
        after.estimate_high as printed_high,
        other.term as moderator
    from pairs
    inner join cells as main
        on pairs.study = main.study and pairs.table_id = main.table_id and pairs.raw_column = main.column_id
    inner join cells as after
        on
            main.study = after.study
            and main.table_id = after.table_id
            and pairs.centred_column = after.column_id
            and main.term = after.term
    inner join factors as own on main.study = own.study and main.term = own.term
    inner join factors as other on main.study = other.study and main.term <> other.term
),

final as (
    select
        study,
        'centring_moves_' || term as check_id,
        table_id || ' columns ' || raw_column || ' and ' || centred_column || ': ' || term || '; table_1: mean of ' || moderator
            as cells,
        result_low,
        result_high,
        'overlaps ' || round(printed_low, 6) || ' to ' || round(printed_high, 6) as expected,
        case when {{ follows }} then 'holds' else 'contradicts' end as verdict,
        {{ either(
            follows,
            "'The column with the centred product follows from the column with the raw product; it adds no information.'",
            "'The column with the centred product cannot be the column with the raw product in other parameters.'"
        ) }} as sentence_en,
        {{ either(follows, "'中心化列可由原始交互项列推出，不含新信息。'", "'中心化列不能由原始交互项列推出。'") }} as sentence_zh
    from moved
)

select {{ consistency_columns() }} from final
