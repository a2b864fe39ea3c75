-- Centring a product re-parametrises a regression: with the same coefficient c on the product, the main effects move by c
-- times the other factor's mean. Where that reproduces the second column, it holds no information of its own.
with cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

moments as (
    select * from {{ ref('audit_published_moment') }}
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
        main.estimate / nullif(-pairs.product, 0) as zero_of_effect,
        other.term as moderator,
        other.min_value,
        other.max_value
    from pairs
    inner join cells as main
        on pairs.study = main.study and pairs.table_id = main.table_id and pairs.raw_column = main.column_id
    inner join cells as after
        on
            main.study = after.study
            and main.table_id = after.table_id
            and pairs.centred_column = after.column_id
            and main.term = after.term
    inner join moments as own on main.study = own.study and main.term = own.term
    inner join moments as other on main.study = other.study and main.term <> other.term and other.term in ('Vag', 'R&D')
),

final as (
    select
        study,
        'centring_moves_' || term as check_id,
        table_id || ' columns ' || raw_column || ' and ' || centred_column || ': ' || term || '; table_1: mean of ' || moderator
            as cells,
        result_low,
        result_high,
        'overlaps ' || printed_low || ' to ' || printed_high as expected,
        case when {{ overlaps('result_low', 'result_high', 'printed_low', 'printed_high') }} then 'holds' else 'contradicts' end
            as verdict,
        'The column with the centred product follows from the column with the raw product; it adds no information.' as sentence_en,
        '中心化列可由原始交互项列推出，不含新信息。' as sentence_zh
    from moved
    union all
    select
        study,
        'sign_reversal_in_' || moderator as check_id,
        table_id || ' column ' || raw_column || ': ' || term || ' and the product' as cells,
        zero_of_effect as result_low,
        zero_of_effect as result_high,
        'outside the range ' || min_value || ' to ' || max_value || ' for a mere weakening' as expected,
        case when zero_of_effect between min_value and max_value then 'contradicts' else 'holds' end as verdict,
        'The printed effect of ' || term || ' is zero at ' || moderator || ' = ' || round(zero_of_effect, 1)
        || ', inside the sample: it changes its sign, it does not only weaken.' as sentence_en,
        term || '的刊印效应在' || moderator || '=' || round(zero_of_effect, 1) || '处为零，位于样本范围内：是变号而非仅削弱。' as sentence_zh
    from moved
    where term = 'Vag'
)

select {{ consistency_columns() }} from final
