-- How far the two vintages of a series link differ, region by region: in a year that both have, the nearest to the joint, by how
-- much one exceeds the other; where they share none, the growth across the joint less the mean growth in the years beside it
-- (the year before within one vintage, the year after within the other), for ordinary growth is no jump.
with figures as (
    select * from {{ ref('fct_observation_candidate') }}
    where collection = 'bundled' and industry_code = 'TOTAL' and value is not null
),

links as (
    select * from {{ ref('series_links') }}
),

pairs as (
    select
        links.link_id,
        links.indicator_code,
        links.joint_year,
        -- the joint is the first year of the later part, whichever vintage that is
        case when links.to_year < links.joint_year then links.linked_vintage else links.base_vintage end as earlier_vintage,
        case when links.to_year < links.joint_year then links.base_vintage else links.linked_vintage end as later_vintage
    from links
),

shared as (
    select
        pairs.link_id,
        earlier.region_code,
        earlier.year,
        100 * (later.value / earlier.value - 1) as jump_pct,
        dense_rank() over (partition by pairs.link_id order by abs(earlier.year - pairs.joint_year), earlier.year) as nearness
    from pairs
    inner join figures as earlier
        on pairs.indicator_code = earlier.indicator_code and pairs.earlier_vintage = earlier.vintage
    inner join figures as later
        on
            pairs.indicator_code = later.indicator_code and pairs.later_vintage = later.vintage
            and earlier.region_code = later.region_code and earlier.year = later.year
),

growths as (
    select
        pairs.link_id,
        at_joint.region_code,
        pairs.joint_year as year,
        100 * (at_joint.value / before.value - 1) as growth_pct,
        100 * (before.value / twice_before.value - 1) as growth_before_pct,
        100 * (after.value / at_joint.value - 1) as growth_after_pct
    from pairs
    inner join figures as at_joint
        on
            pairs.indicator_code = at_joint.indicator_code and pairs.later_vintage = at_joint.vintage
            and pairs.joint_year = at_joint.year
    inner join figures as before
        on
            pairs.indicator_code = before.indicator_code and pairs.earlier_vintage = before.vintage
            and pairs.joint_year - 1 = before.year and at_joint.region_code = before.region_code
    left join figures as twice_before
        on
            pairs.indicator_code = twice_before.indicator_code and pairs.earlier_vintage = twice_before.vintage
            and pairs.joint_year - 2 = twice_before.year and at_joint.region_code = twice_before.region_code
    left join figures as after
        on
            pairs.indicator_code = after.indicator_code and pairs.later_vintage = after.vintage
            and pairs.joint_year + 1 = after.year and at_joint.region_code = after.region_code
    where pairs.link_id not in (select link_id from shared)
),

beside as (
    select
        *,
        (coalesce(growth_before_pct, growth_after_pct) + coalesce(growth_after_pct, growth_before_pct)) / 2
            as neighbouring_growth_pct
    from growths
),

final as (
    select
        link_id,
        region_code,
        'same_year' as measured_by,
        year,
        jump_pct,
        cast(null as {{ t_double() }}) as growth_pct,
        cast(null as {{ t_double() }}) as neighbouring_growth_pct
    from shared
    where nearness = 1
    union all
    select
        link_id,
        region_code,
        'excess_growth',
        year,
        growth_pct - neighbouring_growth_pct,
        growth_pct,
        neighbouring_growth_pct
    from beside
)

select * from final
