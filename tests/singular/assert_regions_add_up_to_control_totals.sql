-- The regions of a published table must add up to the published national total, within the tolerance that the seed
-- states for the indicator: a lost region, a shifted column or a slipped unit shows here first.
with observations as (
    select * from {{ ref('fct_observation') }}
    where collection <> 'simulated'
),

totals as (
    select
        control_totals.indicator_code,
        control_totals.industry_code,
        control_totals.year,
        control_totals.tolerance_relative,
        control_totals.value * published.factor / canonical.factor as national_total
    from {{ ref('control_totals') }} as control_totals
    inner join {{ ref('stg_indicator') }} as indicators on control_totals.indicator_code = indicators.indicator_code
    inner join {{ ref('units') }} as published on control_totals.unit_code = published.unit_code
    inner join {{ ref('units') }} as canonical on indicators.canonical_unit = canonical.unit_code
    where control_totals.region_set = '{{ param('region_set') }}'
),

sums as (
    select
        indicator_code,
        industry_code,
        year,
        sum(value) as sum_of_regions
    from observations
    group by indicator_code, industry_code, year
)

select
    totals.*,
    sums.sum_of_regions,
    sums.sum_of_regions / totals.national_total - 1 as relative_difference
from totals
inner join sums
    on
        totals.indicator_code = sums.indicator_code
        and totals.industry_code = sums.industry_code
        and totals.year = sums.year
where
    sums.sum_of_regions is null
    or abs(sums.sum_of_regions / totals.national_total - 1) > totals.tolerance_relative
