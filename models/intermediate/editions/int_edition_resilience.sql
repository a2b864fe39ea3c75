-- Export resilience in each edition, for the dataset's flow, horizon and national base: as int_flow and int_resilience.
with flows as (
    select
        edition,
        region_code,
        year,
        value as flow_value
    from {{ ref('int_edition_observation') }}
    where indicator_code = '{{ param('flow') }}'
),

members as (
    select region_code from {{ ref('int_regions') }}
    where {{ "is_in_panel" if param('national_base') == 'panel' else "true" }}
),

{% if param('national_base') == 'published' %}
national as (
    select
        editions.edition,
        totals.year,
        totals.value * units.factor / {{ thousand() }} as national_value
    from {{ ref('control_totals') }} as totals
    inner join {{ ref('units') }} as units on totals.unit_code = units.unit_code
    cross join (select distinct edition from flows) as editions
    where totals.indicator_code = '{{ param('flow') }}'
),
{% else %}
national as (
    select
        flows.edition,
        flows.year,
        case
            when count(flows.flow_value) = (select count(*) from members)
                then {{ ordered_sum('flows.flow_value', 'flows.region_code') }}
        end as national_value
    from flows
    inner join members on flows.region_code = members.region_code
    group by flows.edition, flows.year
),
{% endif %}

with_base as (
    select
        flows.*,
        national.national_value
    from flows
    left join national on flows.edition = national.edition and flows.year = national.year
),

final as (
    select
        with_base.edition,
        with_base.region_code,
        with_base.year,
        {{ resilience('with_base.flow_value', 'lagged.flow_value', 'with_base.national_value', 'lagged.national_value') }} as sl
    from with_base
    left join with_base as lagged
        on
            with_base.edition = lagged.edition
            and with_base.region_code = lagged.region_code
            and with_base.year - {{ param('horizon') }} = lagged.year
)

select * from final
