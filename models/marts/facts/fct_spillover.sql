with spillovers as (
    select * from {{ ref('int_spillover') }}
    where edition = 'baseline'
),

final as (
    select
        region_code,
        industry_code,
        year,
        kernel,
        distance_point,
        lq_base,
        spillover,
        own_part,
        neighbour_part,
        n_missing
    from spillovers
)

select * from final
