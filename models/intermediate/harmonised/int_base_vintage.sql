-- The base of the panel that is estimated; int_edition_base_vintage has those of its other editions.
with bases as (
    select * from {{ ref('int_edition_base_vintage') }}
),

final as (
    select
        indicator_code,
        base_vintage,
        base_public_by
    from bases
    where edition = 'baseline'
)

select * from final
