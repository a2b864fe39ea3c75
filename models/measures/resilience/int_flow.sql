-- The four flows of goods, and the dataset's where it is another, in every edition, each beside the base it is measured against: the panel's regions, all regions, or the
-- published national total. A sum over regions exists only where every region of the base has a figure. Editions other than
-- the baseline have the dataset's flow and base alone.
{% set flows = ['exports_origin', 'imports_destination', 'trade_origin_destination', 'trade_operating_unit'] %}
{% if param('flow') not in flows %}{% do flows.append(param('flow')) %}{% endif %}

with flows as (
    select
        edition,
        region_code,
        year,
        indicator_code as flow,
        value as flow_value
    from {{ ref('int_observation') }}
    where
        indicator_code in ({{ quoted_list(flows) }})
        and (edition = 'baseline' or indicator_code = '{{ param('flow') }}')
),

editions as (
    select distinct edition, flow from flows
),

bases as (
    {{ regions_of_bases() }}
),

base_sizes as (
    select base, count(*) as n_regions from bases group by base
),

national as (
    select
        flows.edition,
        flows.flow,
        flows.year,
        bases.base as national_base,
        case
            when count(flows.flow_value) = base_sizes.n_regions
                then {{ ordered_sum('flows.flow_value', 'flows.region_code') }}
        end as national_value
    from flows
    inner join bases on flows.region_code = bases.region_code
    inner join base_sizes on bases.base = base_sizes.base
    group by flows.edition, flows.flow, flows.year, bases.base, base_sizes.n_regions
    union all
    select
        editions.edition,
        editions.flow,
        totals.year,
        'published',
        totals.value * published.factor / canonical.factor
    from editions
    inner join {{ ref('control_totals') }} as totals on editions.flow = totals.indicator_code
    inner join {{ ref('stg_indicator') }} as indicators on totals.indicator_code = indicators.indicator_code
    inner join {{ ref('units') }} as published on totals.unit_code = published.unit_code
    inner join {{ ref('units') }} as canonical on indicators.canonical_unit = canonical.unit_code
    where totals.region_set = '{{ param('region_set') }}'
),

final as (
    select
        flows.edition,
        flows.region_code,
        flows.year,
        flows.flow,
        national.national_base,
        flows.flow_value,
        national.national_value
    from flows
    inner join national on flows.edition = national.edition and flows.flow = national.flow and flows.year = national.year
    where flows.edition = 'baseline' or national.national_base = '{{ param('national_base') }}'
)

select * from final
