-- The four flows of goods, each beside the base it is measured against: the panel's regions, all regions, or the
-- published national total. A sum over regions exists only where every region of the base has a figure.
{% set flows = ['exports_origin', 'imports_destination', 'trade_origin_destination', 'trade_operating_unit'] %}

with flows as (
    select
        region_code,
        year,
        indicator_code as flow,
        value as flow_value
    from {{ ref('int_observations') }}
    where indicator_code in ({{ quoted_list(flows) }})
),

regions as (
    select * from {{ ref('int_regions') }}
),

bases as (
    select region_code, 'all' as national_base from regions
    union all
    select region_code, 'panel' as national_base from regions where is_in_panel
),

base_sizes as (
    select national_base, count(*) as n_regions from bases group by national_base
),

summed as (
    select
        flows.flow,
        flows.year,
        bases.national_base,
        case
            when count(flows.flow_value) = base_sizes.n_regions
                then {{ ordered_sum('flows.flow_value', 'flows.region_code') }}
        end as national_value
    from flows
    inner join bases on flows.region_code = bases.region_code
    inner join base_sizes on bases.national_base = base_sizes.national_base
    group by flows.flow, flows.year, bases.national_base, base_sizes.n_regions
),

published as (
    select
        totals.indicator_code as flow,
        totals.year,
        'published' as national_base,
        totals.value * units.factor / {{ thousand() }} as national_value
    from {{ ref('control_totals') }} as totals
    inner join {{ ref('units') }} as units on totals.unit_code = units.unit_code
    where totals.indicator_code in ({{ quoted_list(flows) }})
),

national as (
    select * from summed
    union all
    select * from published
),

final as (
    select
        flows.region_code,
        flows.year,
        flows.flow,
        national.national_base,
        flows.flow_value,
        national.national_value
    from flows
    inner join national on flows.flow = national.flow and flows.year = national.year
)

select * from final
