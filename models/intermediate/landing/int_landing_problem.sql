-- Landed cells that cannot be understood, with what to do: nothing is dropped silently. Rows that are known to be no
-- region (national and macro-region totals) are left out on purpose, and so are the columns of a table of many indicators
-- beside the ones that the warehouse knows.
with cells as (
    select * from {{ ref('int_landing_cell') }}
    where
        row_label not in (
            select {{ plain_label('alias') }} from {{ ref('region_aliases') }} where kind = 'not a region'
        )
),

problems as (
    select source_id, place, 'region' as what, row_label as found,
        'correct the label, or add it to seeds/reference/region_aliases.csv' as remedy
    from cells where region_code is null
    union all
    select source_id, place, 'indicator', indicator_label,
        'state it: resilience ingest FILE --indicator …, or add it to seeds/reference/indicator_aliases.csv'
    from cells
    where source_id not in (select known.source_id from cells as known where known.indicator_code is not null)
    union all
    select source_id, place, 'unit', unit_label, 'state it: resilience ingest FILE --unit …'
    from cells where indicator_code is not null and unit_factor is null
    union all
    select source_id, place, 'year', column_label, 'a column label begins with a year of four digits'
    from cells where year is null
),

final as (
    select
        source_id,
        what,
        found,
        remedy,
        min(place) as first_place,
        count(*) as n_cells
    from problems
    group by source_id, what, found, remedy
)

select * from final
