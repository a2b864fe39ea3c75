with dated as (
    select * from {{ ref('int_dated_observation') }}
),

vintages as (
    select * from {{ ref('stg_vintage') }}
),

base_vintages as (
    select * from {{ ref('int_base_vintage') }}
    where edition = 'baseline'
),

seen as (
    select
        indicator_code,
        vintage,
        min(figure_public_by) as first_public_by,
        max(figure_public_by) as last_public_by,
        min(year) as year_min,
        max(year) as year_max
    from dated
    group by indicator_code, vintage
),

final as (
    select
        seen.indicator_code,
        seen.vintage,
        seen.first_public_by,
        seen.last_public_by,
        coalesce(vintages.is_assumed, false) as is_date_assumed,
        vintages.basis,
        seen.year_min,
        seen.year_max,
        coalesce(seen.vintage = base_vintages.base_vintage, false) as is_base
    from seen
    left join vintages on seen.indicator_code = vintages.indicator_code and seen.vintage = vintages.vintage
    left join base_vintages on seen.indicator_code = base_vintages.indicator_code
)

select * from final
