with candidates as (
    select * from {{ ref('int_observation_candidate') }}
    where edition = 'baseline'
),

final as (
    select
        region_code,
        year,
        indicator_code,
        industry_code,
        source_id,
        vintage,
        collection,
        value,
        unit_code,
        value_text,
        published_unit,
        place,
        figure_public_by,
        is_date_assumed,
        correction_id,
        link_id,
        is_chosen,
        reason
    from candidates
)

select * from final
