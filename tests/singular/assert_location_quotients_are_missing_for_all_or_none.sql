-- One missing region makes the base of an industry and year unknown. A partial sum would still average 1, so the pattern
-- of nulls is tested for itself.
select
    lq_base,
    industry_code,
    year,
    count(*) as n_regions,
    count(location_quotient) as n_quotients,
    max(n_regions_missing) as n_regions_missing
from {{ ref('fct_location_quotient') }}
group by lq_base, industry_code, year
having
    count(location_quotient) not in (0, count(*))
    or (count(location_quotient) = 0) <> (max(n_regions_missing) > 0)
    or count(case when employment is null then 1 end) > max(n_regions_missing)
