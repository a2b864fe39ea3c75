-- Each study with the facts that most checks ask for: calendar, units, and how its numbers were rounded and starred. Star levels that
-- are not stated are read as the usual ones, and what rests on them is not decided.
with cells as (
    select distinct study from {{ ref('published_cells') }}
),

facts as (
    select * from {{ ref('published_facts') }}
),

final as (
    select
        cells.study,
        max(case when facts.fact = 'calendar' then facts.term end) as calendar,
        max(case when facts.fact = 'units' then {{ to_number('facts.value_text') }} end) as n_units,
        coalesce(max(case when facts.fact = 'rounding' then facts.value_text end), 'half_up') as rounding,
        coalesce(max(case when facts.fact = 'stars' then facts.value_text end), '10 5 1') as star_levels,
        max(case when facts.fact = 'stars' then 1 else 0 end) = 1 as states_star_levels
    from cells
    left join facts using (study)
    group by cells.study
)

select * from final
