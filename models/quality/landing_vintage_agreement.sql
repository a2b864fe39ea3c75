-- Which known vintage does a landed file agree with? Cell by cell against every bundled figure of the same indicator: the
-- vintage that agrees in nearly all cells is the one to state (resilience ingest FILE --vintage …).
with candidates as (
    select * from {{ ref('fct_observation_candidate') }}
    where value is not null
),

landed as (
    select * from candidates where collection = 'landing'
),

known as (
    select * from candidates where collection = 'bundled'
),

compared as (
    select
        landed.source_id,
        landed.indicator_code,
        landed.vintage as stated_vintage,
        known.vintage as known_vintage,
        case when abs(landed.value - known.value) <= {{ param('tolerances').agreement }} * abs(known.value) then 1 else 0 end
            as is_equal
    from landed
    inner join known
        on
            landed.indicator_code = known.indicator_code
            and landed.industry_code = known.industry_code
            and landed.region_code = known.region_code
            and landed.year = known.year
),

final as (
    select
        source_id,
        indicator_code,
        stated_vintage,
        known_vintage,
        cast(count(*) as {{ t_integer() }}) as n_compared,
        cast(sum(is_equal) as {{ t_integer() }}) as n_equal,
        {{ share('sum(is_equal)', 'count(*)') }} as agreement_share
    from compared
    group by source_id, indicator_code, stated_vintage, known_vintage
)

select * from final
