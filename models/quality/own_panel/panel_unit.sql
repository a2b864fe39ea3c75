-- How many years a unit has, of those of the panel.
with panel as (
    select region_code, year from {{ ref('panel') }}
),

years as (
    select count(distinct year) as n_panel_years from panel
),

units as (
    select region_code, count(*) as n_years, min(year) as first_year, max(year) as last_year
    from panel
    group by region_code
),

final as (
    select units.*, years.n_panel_years, {{ share('units.n_years', 'years.n_panel_years') }} as share_present
    from units
    cross join years
)

select * from final
