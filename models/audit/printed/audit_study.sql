-- Each study with the facts that most checks ask for: outcome, calendar, units, and how its numbers were rounded and starred.
with cells as (
    select distinct study from {{ ref('published_cells') }}
),

facts as (
    select * from {{ ref('published_facts') }}
),

final as (
    select
        cells.study,
        max(case when facts.fact = 'outcome' then facts.term end) as outcome,
        max(case when facts.fact = 'calendar' then facts.term end) as calendar,
        max(case when facts.fact = 'units' then {{ to_number('facts.value_text') }} end) as n_units,
        coalesce(max(case when facts.fact = 'rounding' then facts.value_text end), 'half_up') as rounding,
        coalesce(max(case when facts.fact = 'stars' then facts.value_text end), '10 5 1') as star_levels
    from cells
    left join facts on cells.study = facts.study
    group by cells.study
)

select * from final
