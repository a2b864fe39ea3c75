-- A series link says how far its two vintages differ. The numbers are measured again from the facts on every build, so that the
-- sentence in the tables' notes stays true. A dataset without the bundled figures has nothing to measure.
with links as (
    select * from {{ ref('series_links') }}
),

measured as (
    select
        link_id,
        min(measured_by) as measured_by,
        {{ median('jump_pct') }} as median_jump_pct,
        max(abs(jump_pct)) as largest_jump_pct,
        {{ median('growth_pct') }} as median_growth_pct,
        {{ median('neighbouring_growth_pct') }} as median_neighbouring_growth_pct
    from {{ ref('series_link_jump') }}
    group by link_id
),

largest as (
    select links.link_id, jumps.jump_pct
    from links
    inner join {{ ref('series_link_jump') }} as jumps
        on links.link_id = jumps.link_id and links.largest_jump_region_code = jumps.region_code
)

select links.*
from links
left join measured on links.link_id = measured.link_id
left join largest on links.link_id = largest.link_id
where
    (measured.link_id is null and exists (select * from measured))
    or links.measured_by <> measured.measured_by
    or (measured.link_id is not null and coalesce(abs(links.median_jump_pct - measured.median_jump_pct), 1) > 0.005001)
    or (measured.link_id is not null and coalesce(abs(abs(links.largest_jump_pct) - measured.largest_jump_pct), 1) > 0.005001)
    or (measured.link_id is not null and coalesce(abs(links.largest_jump_pct - largest.jump_pct), 1) > 0.005001)
    or coalesce(abs(links.median_growth_pct - measured.median_growth_pct), 0) > 0.005001
    or coalesce(abs(links.median_neighbouring_growth_pct - measured.median_neighbouring_growth_pct), 0) > 0.005001
    or (measured.link_id is not null and (links.median_growth_pct is null) <> (measured.median_growth_pct is null))
