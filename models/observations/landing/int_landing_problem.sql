-- Landed cells that cannot be understood, with what to do: nothing is dropped silently. Left out on purpose: rows known to
-- be no region (national and macro-region totals), cities and zones below their province in customs' monthly table
-- (assert_nested_tables_add_up_to_their_total sees to them), and the columns of a table of many indicators beside the
-- ones that the warehouse knows.
with cells as (
    select * from {{ ref('int_landing_cell') }} where not is_no_region
),

regions as (
    select distinct {{ plain_label('alias') }} as alias from {{ ref('stg_region_alias') }}
    where region_code is not null and language in ('zh', 'en')
),

unknown as (
    select distinct region_label from cells
    where region_code is null and shape <> 'customs monthly table'
),

near as (
    select
        unknown.region_label,
        {{ text_list('regions.alias', 'regions.alias') }} as proposals
    from unknown
    inner join regions on {{ one_character_apart('unknown.region_label', 'regions.alias') }}
    group by unknown.region_label
),

problems as (
    select cells.source_id, cells.place, 'region' as what, cells.region_label as found,
        'correct the label' || coalesce(' (perhaps ' || near.proposals || ')', '')
        || ', or add it to seeds/reference/region_aliases.csv' as remedy
    from cells
    inner join unknown on cells.region_label = unknown.region_label
    left join near on cells.region_label = near.region_label
    where cells.region_code is null and cells.year is not null
    union all
    select source_id, place, 'indicator', indicator_label,
        'state it: resilience ingest FILE --indicator …, or add it to seeds/reference/indicator_aliases.csv'
    from cells
    where source_id not in (select understood.source_id from cells as understood where understood.indicator_code is not null)
    union all
    select source_id, place, 'industry', industry_label, 'correct the label to a name of seeds/reference/industries.csv'
    from cells where industry_label <> '' and industry_code is null
    union all
    select source_id, place, 'unit', unit_label, 'state it: resilience ingest FILE --unit …'
    from cells where indicator_code is not null and unit_factor is null
    union all
    select source_id, place, 'year', year_label, 'a year is four digits, as in 2019 or 2019年'
    from cells where year is null
    union all
    select 'landing:customs queries', 'column 注册地名称', 'region', coalesce(place_name, place_code),
        'correct the label, or add it to seeds/reference/region_aliases.csv'
    from {{ ref('int_customs_place') }} where region_code is null
),

ranked as (
    select
        *,
        row_number() over (partition by source_id, what, found, remedy order by length(place), place) as position,
        count(*) over (partition by source_id, what, found, remedy) as n_cells
    from problems
),

final as (
    select
        source_id,
        what,
        found,
        remedy,
        place as first_place,
        n_cells
    from ranked
    where position = 1
)

select * from final
