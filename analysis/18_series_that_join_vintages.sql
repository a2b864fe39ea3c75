-- Which series join two vintages, and how far do they jump?
-- 哪些序列衔接了两个口径，跳变多大？
-- A series never changes its vintage without a row here. The jump is measured in a year that both vintages have, else as growth
-- across the joint beyond that of the years beside it.
select
    links.link_id,
    links.base_vintage,
    links.linked_vintage,
    links.joint_year,
    links.measured_by,
    links.median_jump_pct,
    links.largest_jump_pct,
    links.median_growth_pct,
    links.median_neighbouring_growth_pct,
    regions.region_name_en as largest_jump_in,
    links.reason_en
from reference.series_links as links
inner join marts.dim_region as regions on links.largest_jump_region_code = regions.region_code
order by links.link_id
