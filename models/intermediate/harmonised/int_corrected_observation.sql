with observations as (
    select * from {{ ref('int_source_observation') }}
),

corrections as (
    select * from {{ ref('corrections') }}
),

final as (
    select
        observations.source_id,
        observations.indicator_code,
        observations.vintage,
        observations.collection,
        observations.precedence,
        observations.region_code,
        observations.industry_code,
        observations.year,
        observations.value_text,
        case corrections.action
            when 'drop' then cast(null as {{ t_double() }})
            when 'override' then {{ to_number('corrections.new_value') }} * observations.unit_factor
            when 'scale' then observations.value * {{ to_number('corrections.new_value') }}
            else observations.value
        end as value,
        observations.published_unit,
        observations.unit_code,
        observations.place,
        corrections.correction_id,
        corrections.action as correction_action
    from observations
    left join corrections
        on
            observations.source_id = corrections.source_id
            and observations.indicator_code = corrections.indicator_code
            and observations.region_code = corrections.region_code
            and observations.industry_code = corrections.industry_code
            and observations.year = corrections.year
)

select * from final
