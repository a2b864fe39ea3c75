-- The resolved facts: the chosen figure of each cell, and null where every candidate was passed over.
with candidates as (
    select * from {{ ref('int_observation_candidate') }}
),

cells as (
    select distinct
        region_code,
        indicator_code,
        industry_code,
        year,
        unit_code
    from candidates
),

chosen as (
    select *
    from candidates
    where is_chosen
),

final as (
    select
        cells.region_code,
        cells.indicator_code,
        cells.industry_code,
        cells.year,
        chosen.value,
        cells.unit_code,
        chosen.source_id,
        chosen.vintage,
        chosen.collection,
        chosen.link_id,
        chosen.correction_id
    from cells
    left join chosen
        on
            cells.region_code = chosen.region_code
            and cells.indicator_code = chosen.indicator_code
            and cells.industry_code = chosen.industry_code
            and cells.year = chosen.year
)

select * from final
