-- Which construction of the two variables comes nearest to the printed moments and coefficients?
-- 何种变量构造最接近刊印的矩与系数？
-- Score: mean over 15 numbers of |log10 of the ratio to print|, at most 1 each; 0 is equal. The study's own formula is last.
with ranked as (
    select
        *,
        row_number() over (order by score, kernel, quotient, adding, scaling, outcome, horizon, outcome_scaling) as place,
        kernel = 'inverse_km_own1' and quotient = 'location_quotient' and adding = 'year' and scaling = 'none'
        and outcome = 'log_growth_less_base' and horizon = 1 and outcome_scaling = 'none' as is_stated_formula
    from audit.construction_score
)

select
    place,
    score,
    n_within_one_percent,
    kernel,
    quotient,
    adding,
    scaling,
    outcome,
    horizon,
    outcome_scaling,
    x_mean,
    x_max,
    y_mean,
    slope,
    slope_year,
    slope_controls,
    r2
from ranked
where place <= 10 or is_stated_formula
order by place
