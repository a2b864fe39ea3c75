-- Weighted by the regions' total employment, location quotients average 1 in every industry and year where they exist:
-- the base is their own sum. A base that leaves a region out, or counts one twice, breaks it.
select
    lq_base,
    industry_code,
    year,
    sum(region_employment * location_quotient) / sum(region_employment) as weighted_mean
from {{ ref('fct_location_quotient') }}
where location_quotient is not null
group by lq_base, industry_code, year
having abs(sum(region_employment * location_quotient) / sum(region_employment) - 1)
    > {{ param('tolerances').identity }}
