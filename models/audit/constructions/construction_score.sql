{{ config(pre_hook="{{ compiled_query(true) }}", post_hook="{{ compiled_query(false) }}") }}
-- How near each pair of constructions comes to what is printed: moments of both variables; slope, constant and R2 of the column
-- with the regressor alone; slope and R2 with year effects, and with year effects, GDP and tax. A miss is the absolute log10 of
-- the ratio to the printed number, at most 1 (a factor of ten, or another sign); the score is the mean miss, 0 for equal
-- numbers. Rounded, since sums run in any order.
{% set moments = {'mean': 'avg', 'sd': 'stddev_samp', 'min': 'min', 'max': 'max'} %}
{% set recomputed = [
    'x_mean', 'x_sd', 'x_min', 'x_max', 'y_mean', 'y_sd', 'y_min', 'y_max', 'slope', 'intercept', 'r2', 'slope_year', 'r2_year',
    'slope_controls', 'r2_controls',
] %}

with x as (
    select
        first_option as kernel,
        second_option as quotient,
        third_option as adding,
        scaling,
        region_code,
        year,
        value,
        within,
        net
    from {{ ref('construction_net') }}
    where side = 'x'
),

y as (
    select
        first_option as outcome,
        cast(second_option as {{ t_integer() }}) as horizon,
        scaling as outcome_scaling,
        region_code,
        year,
        value,
        within,
        net
    from {{ ref('construction_net') }}
    where side = 'y'
),

computed as (
    select
        x.kernel,
        x.quotient,
        x.adding,
        x.scaling,
        y.outcome,
        y.horizon,
        y.outcome_scaling,
        count(*) as n_obs,
        {% for side in ['x', 'y'] %}{% for name, aggregate in moments.items() -%}
        {{ aggregate }}({{ side }}.value) as {{ side }}_{{ name }},
        {% endfor %}{% endfor -%}
        regr_slope(y.value, x.value) as slope,
        regr_intercept(y.value, x.value) as intercept,
        regr_r2(y.value, x.value) as r2,
        regr_slope(y.within, x.within) as slope_year,
        1 - regr_syy(y.within, x.within) * (1 - regr_r2(y.within, x.within)) / nullif(regr_syy(y.value, x.value), 0) as r2_year,
        regr_slope(y.net, x.net) as slope_controls,
        1 - regr_syy(y.net, x.net) * (1 - regr_r2(y.net, x.net)) / nullif(regr_syy(y.value, x.value), 0) as r2_controls
    from x
    inner join y on x.region_code = y.region_code and x.year = y.year
    group by x.kernel, x.quotient, x.adding, x.scaling, y.outcome, y.horizon, y.outcome_scaling
),

printed as (
    select * from {{ ref('construction_target') }}
),

missed as (
    select
        *
        {%- for name in recomputed %},
        case when {{ name }} * printed_{{ name }} > 0
            then least(1, abs(log10({{ name }} / printed_{{ name }}))) else 1 end as miss_{{ name }}
        {%- endfor %}
    from computed
    cross join printed
),

final as (
    select
        study,
        kernel,
        quotient,
        adding,
        scaling,
        outcome,
        cast(horizon as {{ t_integer() }}) as horizon,
        outcome_scaling,
        cast(n_obs as {{ t_integer() }}) as n_obs,
        {% for name in recomputed -%}
        round({{ name }}, 9) as {{ name }},
        {% endfor -%}
        cast({% for name in recomputed %}case when miss_{{ name }} < 0.004 then 1 else 0 end{{ ' + ' if not loop.last }}{% endfor %} as {{ t_integer() }})
            as n_within_one_percent,
        {{ recomputed | length }} as n_compared,
        round(({% for name in recomputed %}miss_{{ name }}{{ ' + ' if not loop.last }}{% endfor %}) / {{ recomputed | length }}, 9) as score
    from missed
)

select * from final
