-- Precedence: the indicator's base vintage, other vintages only where a series link admits them, then landing over
-- bundled, then the table preferred in `sources`. Every figure keeps the reason why it was chosen or passed over.
with dated as (
    select * from {{ ref('int_dated_observation') }}
),

base_vintages as (
    select * from {{ ref('int_base_vintage') }}
),

links as (
    select * from {{ ref('series_links') }}
),

placed as (
    select
        dated.*,
        base_vintages.base_vintage,
        links.link_id,
        dated.vintage = base_vintages.base_vintage as is_base,
        {{ is_eligible('dated', 'base_vintages.base_vintage', 'links.link_id', vintage_as_of()) }} as is_eligible
    from dated
    left join base_vintages on dated.indicator_code = base_vintages.indicator_code
    left join links on {{ admits('links', 'dated', 'base_vintages') }}
),

ranked as (
    select
        *,
        {{ position_in_cell('is_eligible') }} as position_in_cell
    from placed
),

final as (
    select
        *,
        coalesce(is_eligible, false) and position_in_cell = 1 as is_chosen,
        case
            when correction_action = 'drop' then 'dropped by correction'
            when value is null then 'no figure'
            when figure_public_by is null then 'vintage not stated'
            when figure_public_by > {{ vintage_as_of() }} then 'not public by vintage_as_of'
            when not is_eligible then 'superseded vintage, no series link'
            when position_in_cell > 1 then 'other source of the vintage preferred'
            when is_base then 'chosen: base vintage'
            else 'chosen: linked series'
        end as reason
    from ranked
)

select * from final
