-- Who specialises in information services?
-- 哪些地区专业化于信息服务业？
-- A location quotient above 1 is a share of employment above the panel's.
select
    regions.region_name_en,
    regions.region_name_zh,
    round(avg(quotients.location_quotient), 2) as mean_location_quotient,
    round(min(quotients.location_quotient), 2) as lowest,
    round(max(quotients.location_quotient), 2) as highest
from marts.fct_location_quotient as quotients
inner join marts.dim_region as regions on quotients.region_code = regions.region_code
inner join marts.dim_industry as industries on quotients.industry_code = industries.industry_code
where industries.is_information_industry and quotients.lq_base = 'panel'
group by regions.region_name_en, regions.region_name_zh
order by mean_location_quotient desc
