-- Every figure of the dataset's collections, in the canonical unit of its indicator; its text is kept. A text that is no number
-- gives a null value. A landed file's date on which a known vintage was published names that vintage; any other date is a vintage
-- of its own. Customs queries count the place where the trading firm is registered: operating-unit indicators, never exports by
-- origin.
with vintages_by_day as (
    select indicator_code, public_by, min(vintage) as vintage from {{ ref('stg_vintage') }}
    where not is_rolling
    group by indicator_code, public_by
),

reported as (
    select
        sources.source_id,
        sources.indicator_code,
        sources.vintage,
        sources.collection,
        sources.precedence,
        cells.region_code,
        cells.industry_code,
        cells.year,
        cells.value_text,
        sources.published_unit,
        cells.place
    from {{ ref('stg_bundled_cell') }} as cells
    inner join {{ ref('sources') }} as sources on cells.source_id = sources.source_id
    union all
    select
        cells.source_id, cells.indicator_code, coalesce(by_day.vintage, cells.vintage), cells.collection, 1, cells.region_code,
        cells.industry_code, cells.year, cells.value_text, cells.published_unit, cells.place
    from {{ ref('int_landing_cell') }} as cells
    left join vintages_by_day as by_day
        on cells.indicator_code = by_day.indicator_code and {{ to_date('cells.vintage') }} = by_day.public_by
    where
        cells.region_code is not null and cells.industry_code is not null and cells.year is not null and cells.unit_factor is not null
    union all
    select
        source_id, indicator_code, vintage, 'landing', 1, region_code, 'TOTAL', year, cast(value as {{ t_text() }}), currency,
        'sum of the records of ' || n_files || ' customs queries, ' || first_file || ' to ' || last_file
    from {{ ref('int_customs_year') }}
    where is_complete
),

final as (
    select
        reported.*,
        {{ to_number('reported.value_text') }} * (published.factor / canonical.factor) as value,
        published.factor / canonical.factor as unit_factor,
        canonical.unit_code
    from reported
    inner join {{ ref('stg_indicator') }} as indicators on reported.indicator_code = indicators.indicator_code
    inner join {{ ref('units') }} as canonical on indicators.canonical_unit = canonical.unit_code
    inner join {{ ref('units') }} as published
        on reported.published_unit = published.unit_code and canonical.dimension = published.dimension
    where
        reported.collection in ({{ quoted_list(param('collections')) }})
        and reported.region_code not in (select region_code from {{ ref('regions') }} where region_set <> '{{ param('region_set') }}')
)

select * from final
