-- Shares of the base grow and shrink against each other: weighted by the shares k years before, exp(resilience) averages
-- 1 in every year where every region of the base has a figure.
with resilience as (
    select
        resilience.*,
        regions.is_in_panel
    from {{ ref('fct_resilience') }} as resilience
    inner join {{ ref('dim_region') }} as regions on resilience.region_code = regions.region_code
    where resilience.national_base = 'all' or (resilience.national_base = 'panel' and regions.is_in_panel)
)

select
    flow,
    horizon,
    national_base,
    year,
    sum(flow_value_lagged / national_value_lagged * exp(resilience)) as weighted_mean
from resilience
group by flow, horizon, national_base, year
having
    count(resilience) = count(*)
    and abs(sum(flow_value_lagged / national_value_lagged * exp(resilience)) - 1) > {{ param('tolerances').identity }}
