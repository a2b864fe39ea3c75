-- spillover: a weighted sum; null when a quotient with a positive weight is missing, and only then.
with pairs as (
    select 'complete' as region, 'a' as neighbour, 1e0 as weight, 2e0 as quotient, 2.5e0 as expected
    union all
    select 'complete', 'b', 0.5e0, 1e0, 2.5e0
    union all
    select 'one is missing', 'a', 1e0, 2e0, null
    union all
    select 'one is missing', 'b', 0.5e0, null, null
    union all
    select 'the missing one has no weight', 'a', 1e0, 2e0, 2e0
    union all
    select 'the missing one has no weight', 'b', 0e0, null, 2e0
),

lists as (
    select
        region,
        {{ ordered_list('weight', 'neighbour') }} as weights,
        {{ ordered_list('coalesce(quotient, 0)', 'neighbour') }} as quotients,
        {{ ordered_list('case when weight > 0 then 1e0 else 0e0 end', 'neighbour') }} as is_weighted,
        {{ ordered_list('case when quotient is null then 1e0 else 0e0 end', 'neighbour') }} as is_missing,
        max(expected) as expected
    from pairs
    group by region
),

cases as (
    select
        region,
        {{ spillover('weights', 'quotients', spillover_missing('is_weighted', 'is_missing')) }} as found,
        expected
    from lists
)

select *
from cases
where {{ differs('found', 'expected') }}
