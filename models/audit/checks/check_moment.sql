-- Bhatia and Davis (2000): the variance of numbers between min and max is at most (max − mean)(mean − min). A ratio near 1
-- means that nearly all values sit at the two ends, as a dummy's do: `spread` is where we cease to call them spread out,
-- asked of a regressor only whose variation the text calls enough.
{% set spread = 0.5 %}
{% set belongs = 'in_range and ratio_low <= 1' %}
{% set has_room = 'squares_low <= squares_high' %}
{% set percent = '100 * greatest(least(' %}

with moments as (
    select * from {{ ref('audit_published_moment') }}
    where sd_value > 0 and n_value > 2
),

ratios as (
    select
        study,
        term,
        table_id || '.' || term as cell,
        min_low <= mean_high and mean_low <= max_high as in_range,
        power(sd_low, 2) * (n_value - 1) / n_value / nullif((max_high - mean_low) * (mean_high - min_low), 0) as ratio_low,
        case when max_low > mean_high and mean_low > min_high
            then power(sd_high, 2) * (n_value - 1) / n_value / ((max_low - mean_high) * (mean_low - min_high)) end as ratio_high
    from moments
),

least_variance as (
    select
        *,
        case when min_low is not null and max_low is not null and mean_low is not null then
            power(greatest(mean_low - min_high, 0), 2) + power(greatest(max_low - mean_high, 0), 2)
            + power(greatest(min_low + max_low - 2 * mean_high, 2 * mean_low - min_high - max_high, 0), 2) / (n_value - 2)
        end as squares_low,
        power(sd_high, 2) * n_value as squares_high
    from moments
),

final as (
    select
        study,
        'bhatia_davis' as check_kind,
        'bhatia_davis_' || term as check_id,
        {{ cells(["cell || '.mean'", "cell || '.sd'", "cell || '.min'", "cell || '.max'"]) }} as cells,
        ratio_low as result_low,
        ratio_high as result_high,
        {{ verdict(belongs, 'impossible') }} as verdict,
        {{ words({'term': 'term', 'holds': flag(belongs)}, variant=unless_known(belongs)) }} as words
    from ratios
    union all
    select
        study,
        'least_variance' as check_kind,
        'least_variance_' || term as check_id,
        {{ cells(["table_id || '.' || term || '.sd'", "table_id || '.' || term || '.mean'", "table_id || '.' || term || '.min'", "table_id || '.' || term || '.max'"]) }} as cells,
        squares_low as result_low,
        squares_high as result_high,
        {{ verdict(has_room, 'impossible') }} as verdict,
        {{ words({'term': 'term', 'holds': flag(has_room)}, variant=unless_known(has_room)) }} as words
    from least_variance
    union all
    select
        ratios.study,
        'variation_is_spread' as check_kind,
        'variation_is_spread_' || ratios.term as check_id,
        {{ cells(["cell || '.mean'", "cell || '.sd'", "cell || '.min'", "cell || '.max'"]) }} as cells,
        ratio_low as result_low,
        ratio_high as result_high,
        case when ratio_high < {{ spread }} then 'holds' when ratio_low >= {{ spread }} then 'contradicts' else 'not decidable' end as verdict,
        {{ words({
            'term': 'ratios.term', 'low': fixed_text(percent ~ 'ratio_low, 1), 0)', 0), 'high': fixed_text(percent ~ 'ratio_high, 1), 0)', 0), 'limit': "'" ~ spread ~ "'"
        }) }} as words
    from ratios
    inner join {{ ref('published_facts') }} as facts
        on
            ratios.study = facts.study
            and facts.fact = 'said_to_vary'
            and ratios.term = facts.term
    where ratios.ratio_low is not null
)

select {{ consistency_columns() }} from final
