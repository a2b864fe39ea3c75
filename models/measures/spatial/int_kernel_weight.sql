-- The weight that a region gives to each region of the base, itself included. Rows of a row-standardised kernel add to 1
-- over the base.
with distances as (
    select * from {{ ref('int_distance') }}
),

kernels as (
    select * from {{ ref('kernels') }}
),

members as (
    {{ regions_of_bases() }}
),

weights as (
    select
        members.base as lq_base,
        kernels.kernel,
        kernels.is_row_standardised,
        distances.distance_point,
        distances.from_region_code,
        distances.to_region_code,
        {{ kernel_weight('kernels', 'distances.distance_km', 'distances.from_region_code = distances.to_region_code') }}
            as raw_weight
    from distances
    inner join members on distances.from_region_code = members.region_code
    inner join members as neighbours
        on distances.to_region_code = neighbours.region_code and members.base = neighbours.base
    cross join kernels
),

final as (
    select
        lq_base,
        kernel,
        distance_point,
        from_region_code,
        to_region_code,
        case
            when is_row_standardised
                then raw_weight / nullif(sum(raw_weight) over {{ ordered_window('lq_base, kernel, distance_point, from_region_code', 'to_region_code') }}, 0)
            else raw_weight
        end as weight
    from weights
)

select * from final
