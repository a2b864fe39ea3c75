-- Over all regions the median figure never doubles or halves in a year: if it does, a whole table has slipped its unit or
-- its columns. Remedy: compare the unit in seeds/reference/sources.csv with the published page.
select
    indicator_code,
    industry_code,
    year,
    count(*) as n_regions,
    {{ median('ratio_per_year') }} as median_ratio_per_year
from {{ ref('int_observation_change') }}
group by indicator_code, industry_code, year
having {{ median('ratio_per_year') }} not between 0.5 and 2
