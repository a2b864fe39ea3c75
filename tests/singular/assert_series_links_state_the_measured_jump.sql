-- A series link says how far its two vintages differ. The numbers are measured again from the facts on every build, so that the
-- sentence in the tables' notes stays true. A dataset without the bundled figures has nothing to measure.
with links as (
    select * from {{ ref('series_links') }}
),

jumps as (
    select * from {{ ref('series_link_jump') }}
),

summaries as (
    select
        link_id,
        min(measured_by) as measured_by,
        {{ median('jump_pct') }} as median_jump_pct,
        max(abs(jump_pct)) as largest_jump_pct,
        {{ median('growth_pct') }} as median_growth_pct,
        {{ median('neighbouring_growth_pct') }} as median_neighbouring_growth_pct
    from jumps
    group by link_id
),

measured as (
    select count(*) as n from jumps
),

compared as (
    select
        links.*,
        summaries.link_id is null as is_unmeasured,
        links.measured_by <> summaries.measured_by as is_measured_otherwise,
        abs(links.median_jump_pct - summaries.median_jump_pct) as off_median,
        abs(abs(links.largest_jump_pct) - summaries.largest_jump_pct) as off_largest,
        abs(links.largest_jump_pct - jumps.jump_pct) as off_there,
        abs(coalesce(links.median_growth_pct, 0) - coalesce(summaries.median_growth_pct, 0)) as off_growth,
        abs(coalesce(links.median_neighbouring_growth_pct, 0) - coalesce(summaries.median_neighbouring_growth_pct, 0)) as off_beside
    from links
    left join summaries on links.link_id = summaries.link_id
    left join jumps on links.link_id = jumps.link_id and links.largest_jump_region_code = jumps.region_code
    cross join measured
    where measured.n > 0
)

select *
from compared
where
    is_unmeasured
    or is_measured_otherwise
    or coalesce(greatest(off_median, off_largest, off_there, off_growth, off_beside), 1) > 0.005001
