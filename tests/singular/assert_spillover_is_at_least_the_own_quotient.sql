-- With an own weight of 1 or more and no row standardisation, neighbours can only add.
select
    spillovers.region_code,
    spillovers.industry_code,
    spillovers.year,
    spillovers.kernel,
    spillovers.spillover,
    quotients.location_quotient
from {{ ref('fct_spillover') }} as spillovers
inner join {{ ref('kernels') }} as kernels on spillovers.kernel = kernels.kernel
inner join {{ ref('fct_location_quotient') }} as quotients
    on
        spillovers.region_code = quotients.region_code
        and spillovers.industry_code = quotients.industry_code
        and spillovers.year = quotients.year
        and spillovers.lq_base = quotients.lq_base
where
    kernels.own_weight >= 1
    and not kernels.is_row_standardised
    and spillovers.spillover < quotients.location_quotient * (1 - {{ param('tolerances').identity }})
