with quotients as (
    select * from {{ ref('int_location_quotient') }}
),

final as (
    select
        region_code,
        industry_code,
        year,
        lq_base,
        location_quotient,
        employment_10k_persons,
        region_employment_10k_persons,
        n_regions_missing
    from quotients
)

select * from final
