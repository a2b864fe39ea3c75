-- Customs' monthly table lists cities and zones below their province, and only the rows known as regions are read. If one
-- of them were misspelt it would pass for a city: so the regions must add up to the table's own total, within half a unit a
-- row of rounding.
{{ config(meta={'remedy': 'correct the label of the region that is missing in the landed file'}) }}

with cells as (
    select
        *,
        {{ to_number('value_text') }} as printed_value
    from {{ ref('int_landing_cell') }}
    where shape = 'customs monthly table' and unit_factor is not null
),

sums as (
    select
        source_id,
        indicator_code,
        year,
        sum(case when region_code is not null then printed_value end) as regions_total,
        count(region_code) as n_regions,
        max(case when is_no_region then printed_value end) as printed_total
    from cells
    group by source_id, indicator_code, year
)

select *
from sums
where printed_total is null or regions_total is null or abs(regions_total - printed_total) > 0.5 * (n_regions + 1)
