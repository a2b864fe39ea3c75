-- The day by which each figure can have been public. A rolling vintage grows by a year each 31 December; a vintage
-- that the seed does not know is a landed file's own date, or has no date at all.
with observations as (
    select * from {{ ref('int_corrected_observation') }}
),

vintages as (
    select * from {{ ref('vintages') }}
),

dated as (
    select
        observations.*,
        coalesce(vintages.public_by, {{ to_date('observations.vintage') }}) as vintage_public_by,
        coalesce(vintages.is_rolling, false) as is_rolling,
        coalesce(vintages.is_assumed, false) as is_date_assumed,
        {{ date_of('observations.year + 1', 12, 31) }} as year_end_after
    from observations
    left join vintages
        on observations.indicator_code = vintages.indicator_code and observations.vintage = vintages.vintage
),

final as (
    select
        *,
        case
            when is_rolling and vintage_public_by is null then year_end_after
            when is_rolling then greatest(vintage_public_by, year_end_after)
            else vintage_public_by
        end as figure_public_by
    from dated
)

select * from final
