-- Landed cells that are understood, in the columns that every source speaks.
with cells as (
    select * from {{ ref('int_landing_cell') }}
    where
        region_code is not null
        and indicator_code is not null
        and industry_code is not null
        and year is not null
        and unit_factor is not null
),

final as (
    select
        source_id,
        indicator_code,
        vintage,
        collection,
        1 as precedence,
        region_code,
        region_name_zh,
        industry_code,
        year,
        value_text,
        {{ to_number('value_text') }} * unit_factor as value,
        unit_factor,
        published_unit,
        unit_code,
        place
    from cells
)

select * from final
