-- Weights of each region and quotients of each industry and year as lists in the order of the regions: 300,000 dot products
-- instead of ten million joined pairs. Editions other than the baseline have the dataset's kernel and points alone, and nothing
-- where pairs are not stored. fct_bilateral_spillover shows the pairs of the baseline.
with weights as (
    select
        lq_base,
        kernel,
        distance_point,
        from_region_code as region_code,
        kernel = '{{ param('kernel') }}' and distance_point = '{{ param('distance_point') }}' as is_of_dataset,
        {{ ordered_list('weight', 'to_region_code') }} as weights,
        {{ ordered_list('case when from_region_code = to_region_code then weight else 0 end', 'to_region_code') }}
            as own_weights,
        {{ ordered_list('case when from_region_code = to_region_code then 0 else weight end', 'to_region_code') }}
            as neighbour_weights,
        {{ ordered_list('case when weight > 0 then 1e0 else 0e0 end', 'to_region_code') }} as is_weighted
    from {{ ref('int_kernel_weight') }}
    group by lq_base, kernel, distance_point, from_region_code
),

quotients as (
    select
        edition,
        lq_base,
        industry_code,
        year,
        {{ ordered_list('coalesce(location_quotient, 0)', 'region_code') }} as quotients,
        {{ ordered_list('case when location_quotient is null then 1e0 else 0e0 end', 'region_code') }} as is_missing
    from {{ ref('int_location_quotient') }}
    group by edition, lq_base, industry_code, year
),

paired as (
    select
        quotients.edition,
        weights.*,
        quotients.industry_code,
        quotients.year,
        quotients.quotients,
        {{ spillover_missing('weights.is_weighted', 'quotients.is_missing') }} as n_missing
    from weights
    inner join quotients
        on weights.lq_base = quotients.lq_base and (quotients.edition = 'baseline' or weights.is_of_dataset)
),

final as (
    select
        edition,
        region_code,
        industry_code,
        year,
        kernel,
        distance_point,
        lq_base,
        {{ spillover('weights', 'quotients', 'n_missing') }} as spillover,
        {{ spillover('own_weights', 'quotients', 'n_missing') }} as own_part,
        {{ spillover('neighbour_weights', 'quotients', 'n_missing') }} as neighbour_part,
        n_missing
    from paired
    {{- and_spillovers_in_blocks() }}
)

select * from final
