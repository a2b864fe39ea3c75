-- The base of an indicator is its latest vintage of which a figure was public by the edition's day. A vintage without a
-- date of its own comes last; a file whose vintage nobody stated can never be a base.
with dated as (
    select
        indicator_code,
        vintage,
        min(vintage_public_by) as vintage_public_by,
        min(figure_public_by) as first_public_by
    from {{ ref('int_dated_observation') }}
    where value is not null and figure_public_by is not null
    group by indicator_code, vintage
),

editions as (
    select * from {{ ref('int_edition') }}
),

ranked as (
    select
        editions.edition,
        editions.as_of,
        dated.*,
        row_number() over (
            partition by editions.edition, editions.indicator_code
            order by coalesce(dated.vintage_public_by, cast('0001-01-01' as {{ t_date() }})) desc, dated.vintage desc
        ) as position_from_latest
    from editions
    inner join dated on editions.indicator_code = dated.indicator_code and editions.as_of >= dated.first_public_by
),

final as (
    select
        edition,
        as_of,
        indicator_code,
        vintage as base_vintage,
        vintage_public_by as base_public_by
    from ranked
    where position_from_latest = 1
)

select * from final
