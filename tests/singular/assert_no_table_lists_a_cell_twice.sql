-- A region stands once in a published table (once per industry). A second row would count its figures twice.
-- Remedy: delete the duplicated row from the file named in source_id.
select
    source_id,
    region_code,
    industry_code,
    year,
    count(*) as n_rows,
    min(value_text) as lowest_found,
    max(value_text) as highest_found
from {{ ref('int_source_observation') }}
where collection = 'bundled'
group by source_id, region_code, industry_code, year
having count(*) > 1
