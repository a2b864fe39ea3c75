with weights as (
    select * from {{ ref('int_kernel_weight') }}
),

quotients as (
    select * from {{ ref('int_location_quotient') }}
),

final as (
    select
        weights.from_region_code as region_code,
        quotients.industry_code,
        quotients.year,
        weights.kernel,
        weights.distance_point,
        weights.lq_base,
        {{ spillover('weights.weight', 'quotients.location_quotient', 'weights.to_region_code') | indent(8) }} as spillover,
        {{ spillover(
            'weights.weight',
            'quotients.location_quotient',
            'weights.to_region_code',
            'weights.from_region_code = weights.to_region_code'
        ) | indent(8) }} as own_part,
        {{ spillover(
            'weights.weight',
            'quotients.location_quotient',
            'weights.to_region_code',
            'weights.from_region_code <> weights.to_region_code'
        ) | indent(8) }} as neighbour_part,
        cast({{ spillover_missing('weights.weight', 'quotients.location_quotient') }} as {{ t_integer() }}) as n_missing
    from weights
    inner join quotients
        on weights.to_region_code = quotients.region_code and weights.lq_base = quotients.lq_base
    group by
        weights.from_region_code,
        quotients.industry_code,
        quotients.year,
        weights.kernel,
        weights.distance_point,
        weights.lq_base
)

select * from final
