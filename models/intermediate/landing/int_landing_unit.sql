-- Every unit label that an indicator may have in a file, with the factor to the indicator's canonical unit. A label names
-- the indicator that its unit's dimension fits: one printed name in CNY and in USD is two indicators.
with units as (
    select * from {{ ref('units') }}
),

labels as (
    select unit_code, {{ plain_label('unit_name_zh') }} as label from units
    union
    select unit_code, {{ plain_label('unit_name_en') }} as label from units
    union
    select unit_code, unit_code as label from units
    union
    select unit_code, {{ plain_label('alias') }} as label from {{ ref('unit_aliases') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

final as (
    select
        indicators.indicator_code,
        canonical.unit_code,
        published.unit_code as published_unit,
        labels.label as unit_label,
        published.factor / canonical.factor as unit_factor
    from indicators
    inner join units as canonical on indicators.canonical_unit = canonical.unit_code
    inner join units as published on canonical.dimension = published.dimension
    inner join labels on published.unit_code = labels.unit_code
)

select * from final
