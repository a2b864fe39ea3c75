-- The base of an indicator is its latest vintage that was public by `vintage_as_of`. A vintage without a date of its
-- own comes last; a file whose vintage nobody stated can never be a base.
with dated as (
    select * from {{ ref('int_dated_observation') }}
),

vintages as (
    select
        indicator_code,
        vintage,
        min(vintage_public_by) as vintage_public_by
    from dated
    where
        value is not null
        and figure_public_by <= cast('{{ param('vintage_as_of') }}' as {{ t_date() }})
    group by indicator_code, vintage
),

ranked as (
    select
        *,
        row_number() over (
            partition by indicator_code
            order by coalesce(vintage_public_by, cast('0001-01-01' as {{ t_date() }})) desc, vintage desc
        ) as position_from_latest
    from vintages
),

final as (
    select
        indicator_code,
        vintage as base_vintage,
        vintage_public_by as base_public_by
    from ranked
    where position_from_latest = 1
)

select * from final
