-- What each landed cell means, by the alias seeds. Whatever stays unknown is null here and a row of int_landing_problem.
with cells as (
    select * from {{ ref('stg_landing_cell') }}
),

regions as (
    select {{ plain_label('alias') }} as alias, max(region_code) as region_code
    from {{ ref('region_aliases') }}
    group by {{ plain_label('alias') }}
),

official as (
    select * from {{ ref('regions') }}
),

indicators as (
    select {{ plain_label('alias') }} as alias, indicator_code, industry_code
    from {{ ref('indicator_aliases') }}
),

canonical as (
    select
        indicators.indicator_code,
        units.unit_code,
        units.dimension,
        units.factor
    from {{ ref('indicators') }} as indicators
    inner join {{ ref('units') }} as units on indicators.canonical_unit = units.unit_code
),

units as (
    select unit_code, dimension, factor, {{ plain_label('unit_name_zh') }} as label from {{ ref('units') }}
    union
    select unit_code, dimension, factor, {{ plain_label('unit_name_en') }} as label from {{ ref('units') }}
    union
    select unit_code, dimension, factor, unit_code as label from {{ ref('units') }}
),

final as (
    select
        cells.*,
        regions.region_code,
        official.region_name_zh,
        indicators.indicator_code,
        indicators.industry_code,
        cast({{ to_number('substring(cells.column_label from 1 for 4)') }} as {{ t_integer() }}) as year,
        units.unit_code as published_unit,
        canonical.unit_code,
        units.factor / canonical.factor as unit_factor
    from cells
    left join regions on cells.row_label = regions.alias
    left join official on regions.region_code = official.region_code
    left join indicators on cells.indicator_label = indicators.alias
    left join canonical on indicators.indicator_code = canonical.indicator_code
    left join units on cells.unit_label = units.label and canonical.dimension = units.dimension
)

select * from final
