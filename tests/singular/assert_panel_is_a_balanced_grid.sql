-- Every region of the panel stands in every year of it, and nothing else does. A panel of one's own may be unbalanced: the gate tells
-- what it lacks.
with expected as (
    select
        regions.region_code,
        years.year
    from {{ ref('dim_region') }} as regions
    cross join ({{ year_spine(param('panel_start'), param('panel_end')) }}) as years
    where regions.is_in_panel
)

select
    coalesce(expected.region_code, panel.region_code) as region_code,
    coalesce(expected.year, panel.year) as year,
    expected.region_code is null as is_unexpected
from expected
full outer join {{ ref('panel') }} as panel
    on expected.region_code = panel.region_code and expected.year = panel.year
where (expected.region_code is null or panel.region_code is null) and {{ 'false' if 'panel' in param('collections') else 'true' }}
