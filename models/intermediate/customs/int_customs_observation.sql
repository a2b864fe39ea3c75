-- Complete years of customs queries, in the columns that every source speaks. The place of registration is where the
-- trading firm is: operating-unit indicators, never exports by origin.
with years as (
    select * from {{ ref('int_customs_year') }}
    where is_complete
),

final as (
    select
        years.source_id,
        years.indicator_code,
        years.vintage,
        'landing' as collection,
        1 as precedence,
        years.region_code,
        regions.region_name_zh,
        'TOTAL' as industry_code,
        years.year,
        cast(years.value as {{ t_text() }}) as value_text,
        cast(years.value as {{ t_double() }}) * published.factor / canonical.factor as value,
        published.factor / canonical.factor as unit_factor,
        years.currency as published_unit,
        indicators.canonical_unit as unit_code,
        'sum of the records of ' || years.n_files || ' customs queries, ' || years.first_file || ' to ' || years.last_file
        as place
    from years
    inner join {{ ref('regions') }} as regions on years.region_code = regions.region_code
    inner join {{ ref('indicators') }} as indicators on years.indicator_code = indicators.indicator_code
    inner join {{ ref('units') }} as published on years.currency = published.unit_code
    inner join {{ ref('units') }} as canonical on indicators.canonical_unit = canonical.unit_code
)

select * from final
