-- A series link says how far the two vintages jump at their joint. The number is measured again from the facts on every
-- build, so that the sentence in the tables' notes stays true.
with candidates as (
    select * from {{ ref('int_observation_candidate') }}
    where collection = 'bundled' and industry_code = 'TOTAL' and value is not null
),

joints as (
    select * from {{ ref('series_links') }}
),

jumps as (
    select
        joints.link_id,
        earlier.region_code,
        joints.median_jump_pct,
        joints.largest_jump_pct,
        joints.largest_jump_region_code,
        100 * (later.value / earlier.value - 1) as jump_pct
    from joints
    inner join candidates as earlier
        on
            joints.indicator_code = earlier.indicator_code
            and joints.joint_year - 1 = earlier.year
            and earlier.vintage in (joints.base_vintage, joints.linked_vintage)
    inner join candidates as later
        on
            joints.indicator_code = later.indicator_code
            and joints.joint_year = later.year
            and earlier.region_code = later.region_code
            and later.vintage in (joints.base_vintage, joints.linked_vintage)
            and earlier.vintage <> later.vintage
),

measured as (
    select
        link_id,
        median_jump_pct,
        largest_jump_pct,
        largest_jump_region_code,
        {{ median('jump_pct') }} as measured_median_pct,
        max(abs(jump_pct)) as measured_largest_pct,
        max(case when region_code = largest_jump_region_code then jump_pct end) as measured_there_pct
    from jumps
    group by link_id, median_jump_pct, largest_jump_pct, largest_jump_region_code
)

select *
from measured
where
    abs(median_jump_pct - measured_median_pct) > 0.005001
    or abs(abs(largest_jump_pct) - measured_largest_pct) > 0.005001
    or abs(largest_jump_pct - measured_there_pct) > 0.005001
