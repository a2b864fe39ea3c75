-- A zero total has no shares: the quotient would be null as if a figure were missing, which it is not.
select
    region_code,
    industry_code,
    year,
    lq_base,
    region_employment
from {{ ref('fct_location_quotient') }}
where region_employment = 0 or (n_regions_missing = 0 and location_quotient is null)
