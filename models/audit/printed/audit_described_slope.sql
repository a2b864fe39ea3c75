-- Coefficients of columns without year effects on as many observations as are described, with the moments of their variable
-- and of the outcome.
with fits as (
    select * from {{ ref('audit_published_fit') }}
    where n_effects = 0 and lag_years = 0
),

final as (
    select
        cells.*,
        x.mean_low,
        x.mean_high,
        x.sd_low / y.sd_high as ratio_low,
        x.sd_high / y.sd_low as ratio_high,
        y.mean_low as y_mean_low,
        y.mean_high as y_mean_high,
        x.table_id || '.' || x.term as x_cell,
        y.table_id || '.' || y.term || '.mean' as y_cell,
        y.table_id || '.' || y.term || '.sd' as y_sd_cell,
        case when cells.term = '_cons' then 1 else 0 end as is_constant
    from {{ ref('audit_published_coefficient') }} as cells
    inner join fits using (study, table_id, column_id)
    inner join {{ ref('audit_published_moment') }} as y
        on cells.study = y.study and fits.outcome = y.term and fits.n_obs = y.n_value
    left join {{ ref('audit_published_moment') }} as x
        on cells.study = x.study and cells.term = x.term and y.n_value = x.n_value
    where cells.estimate is not null
)

select * from final
