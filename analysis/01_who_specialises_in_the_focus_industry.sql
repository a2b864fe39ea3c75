-- Who specialises in the industry that the panel is about?
-- 哪些地区专业化于本面板所考察的行业？
-- The industry is the parameter spillover_industry; a location quotient above 1 is a share of employment above the base's.
select
    industries.industry_name_en,
    industries.industry_name_zh,
    regions.region_name_en,
    regions.region_name_zh,
    round(avg(quotients.location_quotient), 2) as mean_location_quotient,
    round(min(quotients.location_quotient), 2) as lowest,
    round(max(quotients.location_quotient), 2) as highest
from marts.fct_location_quotient as quotients
inner join marts.dim_region as regions on quotients.region_code = regions.region_code
inner join marts.dim_industry as industries on quotients.industry_code = industries.industry_code
inner join marts.panel_parameter as bases on bases.parameter = 'lq_base' and quotients.lq_base = bases.value
where industries.is_focus_industry
group by industries.industry_name_en, industries.industry_name_zh, regions.region_name_en, regions.region_name_zh
order by mean_location_quotient desc
