-- Two passes over the same records must give the same value of each year: none is lost or counted twice by a label.
with by_month as (
    select year, flow, currency, cast(sum(value) as {{ t_double() }}) as value
    from {{ ref('int_customs_month') }}
    group by year, flow, currency
),

by_chapter as (
    select year, flow, currency, {{ ordered_sum('value', 'region_code, hs_chapter, partner_code') }} as value
    from {{ ref('fct_customs_flow') }}
    group by year, flow, currency
)

select by_month.*, by_chapter.value as value_by_chapter
from by_month
left join by_chapter
    on by_month.year = by_chapter.year and by_month.flow = by_chapter.flow and by_month.currency = by_chapter.currency
where by_chapter.value is null or abs(by_chapter.value - by_month.value) > 1e-9 * by_month.value
