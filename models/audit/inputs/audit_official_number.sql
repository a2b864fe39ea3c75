-- What official figures say about a printed study that the panel can be held against, for the checks that ask: the largest share of the flow that the omitted
-- unit held in a year, and what neighbours add to the own part of the spillover, lowest and highest year.
with facts as (
    select * from {{ ref('published_facts') }}
    where fact = 'excluded_region_code' and {{ is_comparable('study') }}
),

calendars as (
    select studies.study, moments.max_value as last_year
    from {{ ref('audit_study') }} as studies
    inner join {{ ref('audit_published_moment') }} as moments
        on studies.study = moments.study and studies.calendar = moments.term
),

shares as (
    select
        facts.study,
        flows.year,
        max(case when flows.region_code = facts.value_text then flows.value end) / {{ ordered_sum('flows.value', 'flows.region_code') }} as value
    from {{ ref('fct_observation') }} as flows
    cross join facts
    inner join calendars on facts.study = calendars.study and flows.year <= calendars.last_year
    where flows.indicator_code = '{{ param("flow") }}'
    group by facts.study, flows.year
),

neighbours as (
    select
        facts.study,
        spillovers.year,
        {{ ordered_sum('spillovers.neighbour_part', 'spillovers.region_code') }}
        / nullif({{ ordered_sum('spillovers.own_part', 'spillovers.region_code') }}, 0) as value
    from {{ ref('fct_spillover') }} as spillovers
    cross join facts
    inner join calendars on facts.study = calendars.study and spillovers.year <= calendars.last_year
    where
        spillovers.kernel = '{{ param("kernel") }}'
        and spillovers.industry_code = '{{ param("spillover_industry") }}'
        and spillovers.distance_point = '{{ param("distance_point") }}'
        and spillovers.lq_base = '{{ param("lq_base") }}'
    group by facts.study, spillovers.year
),

final as (
    select study, 'excluded_region_share' as quantity, min(value) as value_low, max(value) as value_high
    from shares
    group by study
    union all
    select study, 'neighbours_over_own', min(value), max(value)
    from neighbours
    group by study
)

select * from final
