-- How near each pair of constructions comes to what is printed: moments of both variables, and slope, constant and R2 of
-- the column with the regressor alone. A miss is the absolute log10 of the ratio to the printed number, at most 1 (a factor
-- of ten, or another sign); the score is the mean miss, 0 for equal numbers. Rounded, since sums run in any order.
{% set moments = {'mean': 'avg', 'sd': 'stddev_samp', 'min': 'min', 'max': 'max'} %}
{% set recomputed = [
    'x_mean', 'x_sd', 'x_min', 'x_max', 'y_mean', 'y_sd', 'y_min', 'y_max', 'slope', 'intercept', 'r2',
] %}

with x as (
    select * from {{ ref('construction_regressor') }}
),

y as (
    select * from {{ ref('construction_outcome') }}
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
        regr_r2(y.value, x.value) as r2
    from x
    inner join y on x.region_code = y.region_code and x.year = y.year
    group by x.kernel, x.quotient, x.adding, x.scaling, y.outcome, y.horizon, y.outcome_scaling
),

printed as (
    select
        slopes.study,
        {% for side in ['x', 'y'] %}{% for name in moments -%}
        {{ side }}.{{ name }}_value as printed_{{ side }}_{{ name }},
        {% endfor %}{% endfor -%}
        slopes.estimate as printed_slope,
        constants.estimate as printed_intercept,
        (fits.r2_low + fits.r2_high) / 2 as printed_r2
    from {{ ref('audit_published_fit') }} as fits
    inner join {{ ref('audit_published_coefficient') }} as slopes
        on fits.study = slopes.study and fits.table_id = slopes.table_id and fits.column_id = slopes.column_id
    inner join {{ ref('audit_published_coefficient') }} as constants
        on fits.study = constants.study and fits.table_id = constants.table_id and fits.column_id = constants.column_id
    inner join {{ ref('audit_published_moment') }} as x on slopes.study = x.study and slopes.term = x.term
    inner join {{ ref('published_terms') }} as terms
        on fits.study = terms.study and terms.variable = 'sl' and terms.is_primary
    inner join {{ ref('audit_published_moment') }} as y on fits.study = y.study and terms.published_term = y.term
    where fits.n_slopes = 1 and slopes.term <> '_cons' and constants.term = '_cons'
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
