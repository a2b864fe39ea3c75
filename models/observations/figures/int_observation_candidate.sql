-- Precedence, in every edition: figures public by the edition's day; the indicator's base vintage, other vintages only where a
-- series link admits them; then landing over bundled, then the table preferred in `sources`. Every figure keeps the reason why it was
-- chosen or passed over. Editions other than the baseline need no industry but the dataset's, unless the total is the sum of all.
with dated as (
    select * from {{ ref('int_dated_observation') }}
),

editions as (
    select * from {{ ref('int_edition') }}
),

bases as (
    select * from {{ ref('int_base_vintage') }}
),

links as (
    select * from {{ ref('series_links') }}
),

with_total as (
    select distinct indicator_code from dated
    where industry_code = 'TOTAL'
),

placed as (
    select
        editions.edition,
        editions.as_of,
        dated.*,
        links.link_id,
        coalesce(dated.vintage = bases.base_vintage, false) as is_base,
        coalesce(
            dated.value is not null
            and dated.figure_public_by <= editions.as_of
            and (dated.vintage = bases.base_vintage or links.link_id is not null), false
        ) as is_eligible
    from dated
    inner join editions on dated.indicator_code = editions.indicator_code
    left join bases on editions.edition = bases.edition and dated.indicator_code = bases.indicator_code
    left join links
        on
            dated.indicator_code = links.indicator_code
            and bases.base_vintage = links.base_vintage
            and dated.vintage = links.linked_vintage
            and dated.year between links.from_year and links.to_year
    left join with_total on dated.indicator_code = with_total.indicator_code
    where
        editions.edition = 'baseline'
        or dated.industry_code in ('TOTAL', '{{ param('spillover_industry') }}')
        or with_total.indicator_code is null
),

ranked as (
    select
        *,
        row_number() over (
            partition by edition, region_code, indicator_code, industry_code, year
            order by
                case when is_eligible then 0 else 1 end, case when is_base then 0 else 1 end,
                case when collection = 'landing' then 0 else 1 end, precedence, source_id, place
        ) as position_in_cell
    from placed
),

final as (
    select
        *,
        is_eligible and position_in_cell = 1 as is_chosen,
        case
            when correction_action = 'drop' then 'dropped by correction'
            when value is null then 'no figure'
            when figure_public_by is null then 'vintage not stated'
            when figure_public_by > as_of then 'not public by vintage_as_of'
            when not is_eligible then 'superseded vintage, no series link'
            when position_in_cell > 1 then 'other source of the vintage preferred'
            when is_base then 'chosen: base vintage'
            else 'chosen: linked series'
        end as reason
    from ranked
)

select * from final
