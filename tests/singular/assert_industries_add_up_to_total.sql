-- All industries of a region and year add up to the printed total within the publisher's rounding. Rows with a
-- missing industry cannot be judged and are left out here; quality.missingness counts them.
with employment as (
    select * from {{ ref('fct_observation') }}
    where indicator_code = '{{ param('employment') }}'
),

sums as (
    select
        region_code,
        year,
        sum(case when industry_code <> 'TOTAL' then value end) as sum_of_industries,
        sum(case when industry_code = 'TOTAL' then value end) as total,
        count(case when industry_code <> 'TOTAL' then value end) as n_industries
    from employment
    group by region_code, year
)

select *
from sums
where
    n_industries = (select count(*) from {{ ref('stg_industry') }})
    and (
        total is null
        or abs(sum_of_industries - total) > {{ param('tolerances').industry_sum }}
    )
