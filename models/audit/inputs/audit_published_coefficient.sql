-- Printed coefficients with their standard error and stars side by side, and the t that the rounding boxes allow.
with numbers as (
    select * from {{ ref('audit_published_number') }}
    where table_id <> 'table_1' and term <> '_model'
),

pivoted as (
    select
        study,
        table_id,
        column_id,
        term,
        max(case when statistic = 'estimate' then value end) as estimate,
        max(case when statistic = 'estimate' then value_low end) as estimate_low,
        max(case when statistic = 'estimate' then value_high end) as estimate_high,
        max(case when statistic = 'se' then value end) as std_error,
        max(case when statistic = 'se' then value_low end) as std_error_low,
        max(case when statistic = 'se' then value_high end) as std_error_high,
        max(case when statistic = 'stars' then length(coalesce(value_as_printed, '')) end) as n_stars
    from numbers
    group by study, table_id, column_id, term
),

moments as (
    select * from {{ ref('audit_published_moment') }}
),

final as (
    select
        pivoted.*,
        pivoted.estimate / nullif(pivoted.std_error, 0) as t_statistic,
        pivoted.estimate * x.sd_value / y.sd_value as standardised_slope,
        case when std_error_low > 0 then
            case when estimate_low > 0 then estimate_low when estimate_high < 0 then -estimate_high else 0 end
            / std_error_high
        end as abs_t_low,
        case when std_error_low > 0 then greatest(abs(estimate_low), abs(estimate_high)) / std_error_low end as abs_t_high
    from pivoted
    left join moments as x on pivoted.study = x.study and pivoted.term in (x.term, 'L.' || x.term, 'L2.' || x.term)
    left join moments as y on pivoted.study = y.study and y.term = 'SL'
)

select * from final
