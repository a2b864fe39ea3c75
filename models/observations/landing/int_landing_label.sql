-- What a file's indicator label and unit label mean together, with the factor to the indicator's canonical unit. A label names the
-- indicator that its unit's dimension fits: one printed name in CNY and in USD is two indicators. A code of the statistics
-- office carries its unit with it, so it is understood without one. An indicator's code and names need no alias.
with aliases as (
    select {{ plain_label('alias') }} as indicator_label, indicator_code, industry_code, implied_unit
    from {{ ref('indicator_aliases') }}
    {%- for name in ['indicator_code', 'indicator_name_zh', 'indicator_name_en'] %}
    union
    select {{ plain_label(name) }}, indicator_code, 'TOTAL', null from {{ ref('stg_indicator') }}
    {%- endfor %}
),

units as (
    select * from {{ ref('units') }}
),

unit_labels as (
    select unit_code, {{ plain_label('unit_name_zh') }} as unit_label from units
    union
    select unit_code, {{ plain_label('unit_name_en') }} as unit_label from units
    union
    select unit_code, unit_code as unit_label from units
    union
    select unit_code, {{ plain_label('alias') }} as unit_label from {{ ref('unit_aliases') }}
),

stated as (
    select
        aliases.indicator_label,
        unit_labels.unit_label,
        aliases.indicator_code,
        aliases.industry_code,
        published.unit_code as published_unit,
        canonical.unit_code,
        published.factor / canonical.factor as unit_factor,
        aliases.implied_unit
    from aliases
    inner join {{ ref('stg_indicator') }} as indicators on aliases.indicator_code = indicators.indicator_code
    inner join units as canonical on indicators.canonical_unit = canonical.unit_code
    inner join units as published on canonical.dimension = published.dimension
    inner join unit_labels on published.unit_code = unit_labels.unit_code
),

labels as (
    select * from stated
    union all
    select indicator_label, '', indicator_code, industry_code, published_unit, unit_code, unit_factor, implied_unit from stated
    where unit_label = implied_unit
),

final as (
    select distinct indicator_label, unit_label, indicator_code, industry_code, published_unit, unit_code, unit_factor from labels
)

select * from final
