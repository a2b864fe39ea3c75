-- Landed cells that are understood, in the columns that every source speaks. A stated date on which a known vintage was
-- published names that vintage; any other date is a vintage of its own.
with cells as (
    select * from {{ ref('int_landing_cell') }}
    where
        region_code is not null
        and indicator_code is not null
        and industry_code is not null
        and year is not null
        and unit_factor is not null
),

published as (
    select
        indicator_code,
        public_by,
        min(vintage) as vintage
    from {{ ref('vintages') }}
    where not is_rolling
    group by indicator_code, public_by
),

final as (
    select
        cells.source_id,
        cells.indicator_code,
        coalesce(published.vintage, cells.vintage) as vintage,
        cells.collection,
        1 as precedence,
        cells.region_code,
        cells.region_name_zh,
        cells.industry_code,
        cells.year,
        cells.value_text,
        {{ to_number('cells.value_text') }} * cells.unit_factor as value,
        cells.unit_factor,
        cells.published_unit,
        cells.unit_code,
        cells.place
    from cells
    left join published
        on cells.indicator_code = published.indicator_code and {{ to_date('cells.vintage') }} = published.public_by
)

select * from final
