-- Who gives whom how much: the dataset's industry under its kernel, points and base.
with weights as (
    select * from {{ ref('int_kernel_weight') }}
    where
        kernel = '{{ param('kernel') }}'
        and distance_point = '{{ param('distance_point') }}'
        and lq_base = '{{ param('lq_base') }}'
),

quotients as (
    select * from {{ ref('int_location_quotient') }}
    where edition = 'baseline' and industry_code = '{{ param('spillover_industry') }}' and lq_base = '{{ param('lq_base') }}'
),

final as (
    select
        quotients.region_code as from_region_code,
        weights.from_region_code as to_region_code,
        quotients.year,
        weights.weight,
        weights.weight * quotients.location_quotient as spillover_part
    from weights
    inner join quotients on weights.to_region_code = quotients.region_code
)

select * from final
