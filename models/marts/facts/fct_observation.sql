with observations as (
    select * from {{ ref('int_observation') }}
    where edition = 'baseline'
),

final as (
    select
        region_code,
        year,
        indicator_code,
        industry_code,
        value,
        unit_code,
        source_id,
        vintage,
        collection,
        link_id,
        correction_id
    from observations
)

select * from final
