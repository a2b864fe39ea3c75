-- What makes a kernel row-standardised: the weights that a region gives to the base add to one.
select
    weights.lq_base,
    weights.kernel,
    weights.distance_point,
    weights.from_region_code,
    sum(weights.weight) as weights_sum
from {{ ref('int_kernel_weight') }} as weights
inner join {{ ref('kernels') }} as kernels on weights.kernel = kernels.kernel
where kernels.is_row_standardised
group by weights.lq_base, weights.kernel, weights.distance_point, weights.from_region_code
having abs(sum(weights.weight) - 1) > 1e-12 or sum(weights.weight) is null
