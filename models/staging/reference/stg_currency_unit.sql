with units as (
    select * from {{ ref('units') }}
),

currencies (currency, dimension) as (
    values ('own', '{{ param('currency') }}'), ('foreign', '{{ param('foreign_currency') }}')
),

money as (
    select distinct units.dimension
    from {{ ref('indicators') }} as indicators
    inner join units on indicators.canonical_unit = units.unit_code
    where indicators.currency is not null
),

stated as (
    select units.*
    from units
    inner join money on units.dimension = money.dimension
),

final as (
    select
        currencies.currency,
        stated.unit_code,
        case when stated.dimension = currencies.dimension then stated.unit_code else min(of_currency.unit_code) end
            as dataset_unit_code
    from currencies
    cross join stated
    left join units as of_currency
        on currencies.dimension = of_currency.dimension and stated.factor = of_currency.factor
    group by currencies.currency, currencies.dimension, stated.unit_code, stated.dimension
)

select * from final
