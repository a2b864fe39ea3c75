-- Which construction of the two variables comes nearest to the printed moments and coefficients?
-- 何种变量构造最接近刊印的矩与系数？
-- Score: mean over n_compared numbers of |log10 of the ratio to print|, at most 1 each; 0 is equal. The stated formula is last.
with stated as (
    select
        max(case when parameter = 'kernel' then value end) as kernel,
        max(case when parameter = 'horizon' then value end) as horizon
    from marts.panel_parameter
),

stated_parts as (
    select part, option from reference.constructions
    where is_stated
),

ranked as (
    select
        scores.*,
        row_number() over (
            order by
                scores.score, scores.kernel, scores.quotient, scores.adding, scores.scaling, scores.outcome, scores.horizon,
                scores.outcome_scaling
        ) as place,
        scores.kernel = stated.kernel
        and cast(scores.horizon as varchar) = stated.horizon
        and scores.quotient in (select option from stated_parts where part = 'quotient')
        and scores.adding in (select option from stated_parts where part = 'adding')
        and scores.scaling in (select option from stated_parts where part = 'scaling')
        and scores.outcome in (select option from stated_parts where part = 'outcome')
        and scores.outcome_scaling in (select option from stated_parts where part = 'outcome_scaling') as is_stated_formula
    from audit.construction_score as scores
    cross join stated
)

select
    place,
    is_stated_formula,
    n_compared,
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
