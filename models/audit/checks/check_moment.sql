-- Bhatia and Davis (2000): the variance of numbers between min and max is at most (max − mean)(mean − min). A ratio near 1
-- means that nearly all values sit at the two ends, as a dummy's do.
with moments as (
    select * from {{ ref('audit_published_moment') }}
    where term <> 'Year'
),

ratios as (
    select
        study,
        term,
        power(sd_low, 2) * (n_value - 1) / n_value / ((max_high - mean_low) * (mean_high - min_low)) as ratio_low,
        power(sd_high, 2) * (n_value - 1) / n_value / ((max_low - mean_high) * (mean_low - min_high)) as ratio_high
    from moments
),

final as (
    select
        study,
        'bhatia_davis_' || term as check_id,
        'table_1: ' || term || ' mean, sd, min, max' as cells,
        ratio_low as result_low,
        ratio_high as result_high,
        'at most 1' as expected,
        case when ratio_low <= 1 then 'holds' else 'impossible' end as verdict,
        'The printed moments of ' || term || ' can belong to one variable.' as sentence_en,
        term || '的刊印矩可以属于同一变量。' as sentence_zh
    from ratios
    union all
    select
        study,
        'variation_is_spread_' || term as check_id,
        'table_1: ' || term || ' mean, sd, min, max' as cells,
        ratio_low as result_low,
        ratio_high as result_high,
        'below one half of the largest variance its range allows' as expected,
        case when ratio_high < 0.5 then 'holds' when ratio_low >= 0.5 then 'contradicts' else 'not decidable' end as verdict,
        'The variance of ' || term || ' is ' || round(100 * ratio_low) || ' to ' || round(100 * ratio_high)
        || ' % of the largest that its range allows; a dummy for a few observations has 100 %.' as sentence_en,
        term || '的方差为其取值范围所允许最大值的' || round(100 * ratio_low) || '%至' || round(100 * ratio_high)
        || '%，虚拟变量为100%。' as sentence_zh
    from ratios
)

select {{ consistency_columns() }} from final
