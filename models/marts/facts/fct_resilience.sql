with resilience as (
    select * from {{ ref('int_resilience') }}
    where edition = 'baseline'
),

final as (
    select
        region_code,
        year,
        flow,
        horizon,
        national_base,
        resilience,
        flow_value,
        flow_value_lagged,
        national_value,
        national_value_lagged,
        national_log_growth,
        region_log_growth
    from resilience
)

select * from final
