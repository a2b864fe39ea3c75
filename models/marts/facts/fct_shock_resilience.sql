with resilience as (
    select * from {{ ref('int_shock_resilience') }}
),

final as (
    select
        region_code,
        shock_id,
        flow,
        national_base,
        start_year,
        resistance,
        recovery,
        sensitivity_index,
        national_log_growth
    from resilience
)

select * from final
