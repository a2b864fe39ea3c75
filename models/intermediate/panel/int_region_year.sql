-- The balanced grid of the panel: its regions by its years.
with regions as (
    select * from {{ ref('int_regions') }}
),

years as (
    {{ year_spine(param('panel_start'), param('panel_end')) }}
),

final as (
    select
        regions.region_code,
        regions.region_name_zh,
        regions.region_name_en,
        regions.macro_region,
        years.year
    from regions
    cross join years
    where regions.is_in_panel
)

select * from final
