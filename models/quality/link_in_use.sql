-- Which series that join two vintages reach which variable of the panel: the joint lies between two years that it needs.
with ingredients as (
    select distinct variable, indicator_code, years_back from {{ ref('panel_ingredient') }}
),

panel_years as (
    select distinct year from {{ ref('panel') }}
),

figures as (
    select distinct indicator_code, year, link_id from {{ ref('fct_observation') }}
    where value is not null
),

needed as (
    select distinct
        ingredients.variable,
        figures.indicator_code,
        figures.year,
        figures.link_id
    from ingredients
    cross join panel_years
    inner join figures
        on
            ingredients.indicator_code = figures.indicator_code
            and panel_years.year - ingredients.years_back = figures.year
),

final as (
    select
        linked.variable,
        linked.indicator_code,
        linked.link_id,
        min(linked.year) as first_linked_year,
        max(linked.year) as last_linked_year
    from needed as linked
    inner join needed as others
        on
            linked.variable = others.variable
            and linked.indicator_code = others.indicator_code
            and linked.link_id <> coalesce(others.link_id, '')
    where linked.link_id is not null
    group by linked.variable, linked.indicator_code, linked.link_id
)

select * from final
