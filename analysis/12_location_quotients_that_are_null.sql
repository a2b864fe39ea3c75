-- Which location quotients are null, and why?
-- 哪些区位商为空，为什么？
-- One missing region makes the base of an industry and year unknown for everybody.
select
    quotients.lq_base,
    quotients.industry_code,
    industries.industry_name_en,
    quotients.year,
    max(quotients.n_regions_missing) as n_regions_missing,
    string_agg(
        case when quotients.employment is null then regions.region_name_en end, ', '
        order by regions.region_code
    ) as missing_regions
from marts.fct_location_quotient as quotients
inner join marts.dim_industry as industries on quotients.industry_code = industries.industry_code
inner join marts.dim_region as regions on quotients.region_code = regions.region_code
where quotients.location_quotient is null
group by quotients.lq_base, quotients.industry_code, industries.industry_name_en, quotients.year
order by quotients.lq_base, quotients.industry_code, quotients.year
