-- The chosen figure of each cell in each edition, by the precedence of int_observation_candidate.
with dated as (
    select * from {{ ref('int_dated_observation') }}
    where industry_code in ('TOTAL', '{{ param('spillover_industry') }}')
),

bases as (
    select * from {{ ref('int_edition_base_vintage') }}
),

links as (
    select * from {{ ref('series_links') }}
),

eligible as (
    select
        bases.edition,
        dated.*,
        dated.vintage = bases.base_vintage as is_base
    from dated
    inner join bases on dated.indicator_code = bases.indicator_code
    left join links on {{ admits('links', 'dated', 'bases') }}
    where {{ is_eligible('dated', 'bases.base_vintage', 'links.link_id', 'bases.as_of') }}
),

ranked as (
    select
        *,
        {{ position_in_cell('edition') }} as position_in_cell
    from eligible
),

final as (
    select
        edition,
        region_code,
        indicator_code,
        industry_code,
        year,
        value,
        unit_code,
        vintage
    from ranked
    where position_in_cell = 1
)

select * from final
