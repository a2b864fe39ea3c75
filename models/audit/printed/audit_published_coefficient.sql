-- Printed coefficients with their standard error and stars side by side, and the t that the rounding boxes allow. `variable`
-- is the described variable: of a lag the one that is lagged.
with numbers as (
    select * from {{ ref('audit_published_number') }}
    where statistic in ('estimate', 'se', 'stars')
),

pivoted as (
    select
        study, table_id, column_id, term,
        table_id || '.' || column_id || '.' || term as cell,
        {{ pivoted('estimate', 'estimate') }},
        {{ pivoted('se', 'std_error') }},
        max(case when statistic = 'stars' then length(coalesce(value_as_printed, '')) end) as n_stars
    from numbers
    group by study, table_id, column_id, term
),

outcomes as (
    select * from {{ ref('audit_column_fact') }}
    where premise = 'outcome'
),

lags as (
    select * from {{ ref('published_facts') }}
    where fact = 'lag'
),

moments as (
    select * from {{ ref('audit_published_moment') }}
),

final as (
    select
        pivoted.*,
        coalesce(lags.other_term, pivoted.term) as variable,
        coalesce({{ to_number('lags.value_text') }}, 0) as lag_years,
        pivoted.estimate / nullif(pivoted.std_error, 0) as t_statistic,
        pivoted.estimate * x.sd_value / y.sd_value as standardised_slope,
        case when std_error_low > 0 then
            case when estimate_low > 0 then estimate_low when estimate_high < 0 then -estimate_high else 0 end
            / std_error_high
        end as abs_t_low,
        case when std_error_low > 0 then greatest(abs(estimate_low), abs(estimate_high)) / std_error_low end as abs_t_high
    from pivoted
    left join outcomes using (study, table_id, column_id)
    left join lags using (study, term)
    left join moments as x on pivoted.study = x.study and coalesce(lags.other_term, pivoted.term) = x.term
    left join moments as y on pivoted.study = y.study and outcomes.value_text = y.term
)

select * from final
