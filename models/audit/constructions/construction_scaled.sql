-- Every construction of regressor (side x: kernel, quotient, adding) and outcome (side y: outcome, horizon) under every scaling.
-- By the entropy weight method one indicator has its years weighted: by 1 less the entropy of the year's shares p of the scaled
-- value, -sum(p ln p) / ln n, over the sum of all years'.
{% set key = 'side, first_option, second_option, third_option' %}

with variables as (
    select
        'x' as side,
        kernel as first_option,
        quotient as second_option,
        adding as third_option,
        region_code,
        year,
        value
    from {{ ref('construction_regressor') }}
    union all
    select 'y', outcome, cast(horizon as {{ t_text() }}), '', region_code, year, value
    from {{ ref('construction_outcome') }}
),

ranged as (
    select
        *,
        (value - min(value) over (partition by {{ key }}))
        / nullif(max(value) over (partition by {{ key }}) - min(value) over (partition by {{ key }}), 0) as min_max,
        value / nullif(sum(value) over {{ ordered_window(key, 'region_code, year') }}, 0) as share
    from variables
),

shares as (
    select *, min_max / nullif(sum(min_max) over {{ ordered_window(key ~ ', year', 'region_code') }}, 0) as p from ranged
),

divergences as (
    select
        {{ key }},
        year,
        1 + {{ ordered_sum('case when p > 0 then p * ln(p) else 0 end', 'region_code') }} / nullif(ln(count(*)), 0) as divergence
    from shares
    group by {{ key }}, year
),

weights as (
    select *, divergence / nullif(sum(divergence) over {{ ordered_window(key, 'year') }}, 0) as entropy_weight from divergences
),

final as (
    select
        ranged.side,
        ranged.first_option,
        ranged.second_option,
        ranged.third_option,
        options.option as scaling,
        ranged.region_code,
        ranged.year,
        case options.option
            when 'none' then ranged.value
            when 'min_max' then ranged.min_max
            when 'share' then ranged.share
            when 'entropy_weight' then ranged.min_max * weights.entropy_weight
        end as value
    from ranged
    inner join weights using ({{ key }}, year)
    inner join {{ ref('constructions') }} as options
        on options.part = case ranged.side when 'x' then 'scaling' else 'outcome_scaling' end
)

select * from final
