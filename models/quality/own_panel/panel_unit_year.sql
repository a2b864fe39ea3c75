-- How long after the unit's row before a row stands, beside the panel's own rhythm.
with panel as (
    select
        region_code,
        year,
        year - lag(year) over (partition by region_code order by year) as years_since
    from {{ ref('panel') }}
),

rhythm as (
    select min(years_since) as usual_years from panel
),

final as (
    select panel.region_code, panel.year, panel.years_since, rhythm.usual_years, panel.years_since - rhythm.usual_years as gap
    from panel
    cross join rhythm
)

select * from final
