-- No figure is thirty times the figure before it or less than a thirtieth. The largest true change in the bundled tables
-- is 24 (Tibet's technology market, 0.04 to 0.96). A cell that a person has looked at, with a row in corrections, passes.
{{ config(meta={'remedy': 'compare the cell with its source (resilience why); where it is true, flag it with a reason in corrections.csv'}) }}

select *
from {{ ref('int_observation_change') }}
where ratio_per_year not between 1 / 30e0 and 30 and correction_id is null
