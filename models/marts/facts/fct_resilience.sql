with resilience as (
    select * from {{ ref('int_resilience') }}
),

final as (
    select
        region_code,
        year,
        flow,
        horizon,
        national_base,
        resilience,
        flow_usd_k,
        flow_lagged_usd_k,
        national_usd_k,
        national_lagged_usd_k,
        national_log_growth,
        region_log_growth
    from resilience
)

select * from final
