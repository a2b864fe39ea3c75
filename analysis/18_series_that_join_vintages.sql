-- Which series join two vintages, and how far do they jump?
-- 哪些序列衔接了两个口径，跳变多大？
-- A series never changes its vintage without a row here.
select
    links.link_id,
    links.base_vintage,
    links.linked_vintage,
    links.joint_year,
    links.median_jump_pct,
    links.largest_jump_pct,
    regions.region_name_en as largest_jump_in,
    links.reason_en
from reference.series_links as links
inner join marts.dim_region as regions on links.largest_jump_region_code = regions.region_code
order by links.link_id
