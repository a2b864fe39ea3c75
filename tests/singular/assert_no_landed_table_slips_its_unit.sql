-- A landed figure is not thirty times what a bundled table prints for the same cell, or less than a thirtieth: then its unit is
-- another than the file says. No revision is that large.
{{ config(meta={'remedy': 'correct the unit in the file, or state it: resilience ingest FILE --unit …'}) }}

with figures as (
    select *
    from {{ ref('int_source_observation') }}
    where value > 0
)

select
    landed.source_id,
    landed.indicator_code,
    landed.published_unit,
    min(landed.place) as a_place,
    min(landed.value / bundled.value) as least_times_bundled,
    max(landed.value / bundled.value) as most_times_bundled,
    count(distinct landed.place) as n_cells
from figures as landed
inner join figures as bundled
    on
        landed.region_code = bundled.region_code
        and landed.year = bundled.year
        and landed.indicator_code = bundled.indicator_code
        and landed.industry_code = bundled.industry_code
where
    landed.collection = 'landing' and bundled.collection = 'bundled'
    and landed.value / bundled.value not between 1 / 30e0 and 30
group by landed.source_id, landed.indicator_code, landed.published_unit
