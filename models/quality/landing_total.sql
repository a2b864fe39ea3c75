-- A landed table that prints a total should print the sum of its regions. The total itself is not read, and a nation's accounts may
-- differ from the sum of its regions': a person should know, nothing is refused.
with totals as (
    select distinct {{ plain_label('alias') }} as alias from {{ ref('stg_region_alias') }}
    where kind = 'total of regions'
),

cells as (
    select
        landed.*,
        totals.alias is not null as is_total,
        {{ to_number('landed.value_text') }} as printed_value
    from {{ ref('int_landing_cell') }} as landed
    inner join {{ ref('units') }} as units on landed.unit_code = units.unit_code
    left join totals on landed.region_label = totals.alias
    where landed.shape <> 'customs monthly table' and units.dimension not in ('percent', 'index', 'score')
),

sums as (
    select
        source_id,
        indicator_code,
        industry_code,
        year,
        published_unit,
        max(case when is_total then printed_value end) as printed_total,
        {{ ordered_sum('case when region_code is not null then printed_value end', 'region_code') }} as regions_total,
        count(case when region_code is not null then printed_value end) as n_regions
    from cells
    group by source_id, indicator_code, industry_code, year, published_unit
),

final as (
    select
        *,
        {{ share('printed_total - regions_total', 'regions_total') }} as relative_difference
    from sums
    where
        n_regions = (select count(*) from {{ ref('stg_region') }})
        and abs(printed_total - regions_total) > {{ param('tolerances').agreement }} * abs(regions_total)
)

select * from final
