-- Each figure after its correction, with the day by which it can have been public. A rolling vintage grows by a year each
-- 31 December; a vintage that the seed does not know is a landed file's own date, or has no date at all.
with observations as (
    select * from {{ ref('int_source_observation') }}
),

corrections as (
    select * from {{ ref('corrections') }}
),

vintages as (
    select * from {{ ref('stg_vintage') }}
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
        dated.source_id,
        dated.indicator_code,
        dated.vintage,
        dated.collection,
        dated.precedence,
        dated.region_code,
        dated.industry_code,
        dated.year,
        dated.value_text,
        case corrections.action
            when 'drop' then cast(null as {{ t_double() }})
            when 'override' then {{ to_number('corrections.new_value') }} * dated.unit_factor
            when 'scale' then dated.value * {{ to_number('corrections.new_value') }}
            else dated.value
        end as value,
        dated.published_unit,
        dated.unit_code,
        dated.place,
        dated.vintage_public_by,
        dated.is_date_assumed,
        case
            when dated.is_rolling and dated.vintage_public_by is null then dated.year_end_after
            when dated.is_rolling then greatest(dated.vintage_public_by, dated.year_end_after)
            else dated.vintage_public_by
        end as figure_public_by,
        corrections.correction_id,
        corrections.action as correction_action
    from dated
    left join corrections
        on
            dated.source_id = corrections.source_id
            and dated.indicator_code = corrections.indicator_code
            and dated.region_code = corrections.region_code
            and dated.industry_code = corrections.industry_code
            and dated.year = corrections.year
)

select * from final
