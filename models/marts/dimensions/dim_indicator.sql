with indicators as (
    select * from {{ ref('stg_indicator') }}
),

units as (
    select * from {{ ref('units') }}
),

base_vintages as (
    select * from {{ ref('int_base_vintage') }}
    where edition = 'baseline'
),

final as (
    select
        indicators.indicator_code,
        indicators.indicator_name_zh,
        indicators.indicator_name_en,
        indicators.definition_en,
        indicators.canonical_unit,
        units.unit_name_zh,
        units.unit_name_en,
        indicators.is_flow,
        base_vintages.base_vintage
    from indicators
    inner join units on indicators.canonical_unit = units.unit_code
    left join base_vintages on indicators.indicator_code = base_vintages.indicator_code
)

select * from final
