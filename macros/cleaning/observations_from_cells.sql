{# Cells of one source as observations: what it measures and in which unit stands in the seed `sources`; the value is
   carried to the indicator's canonical unit, its text is kept. `cells`: a CTE with region_code, region_name_zh,
   industry_code, year, value_text. A text that is no number gives a null value; int_source_observation's tests tell an
   empty cell from an unknown marker. #}
{% macro observations_from_cells(cells, source_id) %}
    select
        sources.source_id,
        sources.indicator_code,
        sources.vintage,
        sources.collection,
        sources.precedence,
        cells.region_code,
        cells.region_name_zh,
        cells.industry_code,
        cells.year,
        {{ trimmed_text('cells.value_text') }} as value_text,
        {{ to_number('cells.value_text') }} * (published.factor / canonical.factor) as value,
        published.factor / canonical.factor as unit_factor,
        sources.published_unit,
        indicators.canonical_unit as unit_code,
        'seeds/observations/' || sources.source_id || '.csv, row ' || cells.region_code
        || ', column ' || cast(cells.year as {{ t_text() }}) as place
    from {{ cells }} as cells
    inner join {{ ref('sources') }} as sources on sources.source_id = '{{ source_id }}'
    inner join {{ ref('indicators') }} as indicators on sources.indicator_code = indicators.indicator_code
    inner join {{ ref('units') }} as published on sources.published_unit = published.unit_code
    inner join {{ ref('units') }} as canonical
        on indicators.canonical_unit = canonical.unit_code and published.dimension = canonical.dimension
{% endmacro %}

{% macro trimmed_text(text) %}nullif(trim({{ text }}), ''){% endmacro %}
