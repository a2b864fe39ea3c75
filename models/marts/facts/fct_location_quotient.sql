with quotients as (
    select * from {{ ref('int_location_quotient') }}
    where edition = 'baseline'
),

final as (
    select
        region_code,
        industry_code,
        year,
        lq_base,
        location_quotient,
        employment,
        region_employment,
        n_regions_missing
    from quotients
)

select * from final
