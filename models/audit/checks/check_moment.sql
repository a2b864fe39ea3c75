-- Printed moments. Bhatia and Davis (2000): the variance of numbers between min and max is at most (max − mean)(mean − min). A ratio near 1
-- means that nearly all values sit at the two ends, as a dummy's do: `spread` is where we cease to call them spread out, asked of a
-- regressor only whose variation the text calls enough. Identities of the formulas against the extremes: the share-weighted mean of
-- exp(growth against the base) is 1 in every period, so a positive minimum needs an omitted unit that holds at least 1 − exp(−min) of the
-- flow; the weighted mean location quotient is 1, so with an own weight w a sum of them reaches at least w.
{% set spread = 0.5 %}
{% set four = ["cell || '.mean'", "cell || '.sd'", "cell || '.min'", "cell || '.max'"] %}
{% set percents = {} %}
{% for end in ['low', 'high'] %}{% do percents.update({end: count_text('100 * greatest(least(ratio_' ~ end ~ ', 1), 0)')}) %}{% endfor %}

with moments as (
    select *, table_id || '.' || term as cell from {{ ref('audit_published_moment') }}
),

facts as (
    select * from {{ ref('published_facts') }}
),

outside as (
    select * from {{ ref('audit_official_number') }}
),

ratios as (
    select
        *,
        min_low <= mean_high and mean_low <= max_high as in_range,
        power(sd_low, 2) * (n_value - 1) / n_value / nullif((max_high - mean_low) * (mean_high - min_low), 0) as ratio_low,
        case when max_low > mean_high and mean_low > min_high
            then power(sd_high, 2) * (n_value - 1) / n_value / ((max_low - mean_high) * (mean_low - min_high)) end as ratio_high,
        case when min_low is not null and max_low is not null and mean_low is not null then
            power(greatest(mean_low - min_high, 0), 2) + power(greatest(max_low - mean_high, 0), 2)
            + power(greatest(min_low + max_low - 2 * mean_high, 2 * mean_low - min_high - max_high, 0), 2) / (n_value - 2)
        end as squares_low,
        power(sd_high, 2) * n_value as squares_high
    from moments
    where sd_value > 0 and n_value > 2
),

said as (
    select ratios.* from ratios
    inner join facts on ratios.study = facts.study and facts.fact = 'said_to_vary' and ratios.term = facts.term
    where ratios.ratio_low is not null
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

weighted as (
    select moments.*, facts.value_text as weight, outside.value_low, outside.value_high
    from moments
    inner join facts on moments.study = facts.study and facts.fact = 'own_weight' and moments.term = facts.term
    left join outside on facts.study = outside.study and outside.quantity = 'neighbours_over_own'
),

final as (
    {{ check('moment', 'bhatia_davis', "'bhatia_davis_' || term", four, ['ratio_low', 'ratio_high'], {'term': 'term'},
        holds='in_range and ratio_low <= 1', fault='impossible', variant=unless_known('in_range and ratio_low <= 1')) }}
    from ratios
    union all
    {{ check('moment', 'least_variance', "'least_variance_' || term", [four[1], four[0]] + four[2:], ['squares_low', 'squares_high'],
        {'term': 'term'}, holds='squares_low <= squares_high', fault='impossible', variant=unless_known('squares_low <= squares_high')) }}
    from ratios
    union all
    {{ check('moment', 'variation_is_spread', "'variation_is_spread_' || term", four, ['ratio_low', 'ratio_high'],
        dict(percents, term='term', limit="'" ~ spread ~ "'"),
        verdict="case when ratio_high < " ~ spread ~ " then 'holds' when ratio_low >= " ~ spread
            ~ " then 'contradicts' else 'not decidable' end") }}
    from said
    union all
    {{ check('identity', 'identity_minimum', "lower(term) || '_identity_minimum'", [four[2]], ['needed_low', 'needed_high'],
        {'term': 'term', 'needed': fixed_text('100 * needed_low', 1), 'held': fixed_text('100 * held')},
        verdict="case when needed_low <= coalesce(held, 0) then 'holds' when needed_low > held then 'impossible' else 'not decidable' end",
        variant="case when needed_low <= 0 then 'fits' end") }}
    from growths
    union all
    {{ check('identity', 'identity_maximum', "lower(term) || '_identity_maximum'", [four[3]], ['max_low', 'max_high'],
        {'term': 'term', 'weight': 'weight', 'largest': number_text('max_value')},
        holds='max_high >= ' ~ to_number('weight'), fault='impossible') }}
    from weighted
    union all
    {{ check('identity', 'neighbours', "'neighbours_in_' || lower(term)", [four[0]], ['value_low', 'value_high'],
        {'low': fixed_text('100 * value_low', 1), 'high': fixed_text('100 * value_high', 1)}, verdict="'not decidable'") }}
    from weighted where value_low is not null
)

select * from final
