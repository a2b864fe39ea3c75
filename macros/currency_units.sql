{# What a kind of currency is in the dataset: rows of (currency, dimension). #}
{% macro currencies() -%}
    select 'own' as currency, '{{ param('currency') }}' as dimension
    union all
    select 'foreign', '{{ param('foreign_currency') }}'
{%- endmacro %}

{# A unit of money and a kind of currency -> the unit of the same size in that currency of the dataset: rows of (currency, unit_code,
   dataset_unit_code), the last null where the seed units has none. #}
{% macro currency_units() -%}
    select
        currencies.currency,
        stated.unit_code,
        case when stated.dimension = currencies.dimension then stated.unit_code else min(of_currency.unit_code) end
            as dataset_unit_code
    from ({{ currencies() }}) as currencies
    cross join {{ ref('units') }} as stated
    left join {{ ref('units') }} as of_currency
        on currencies.dimension = of_currency.dimension and stated.factor = of_currency.factor
    where
        stated.dimension in (
            select units.dimension
            from {{ ref('indicators') }} as indicators
            inner join {{ ref('units') }} as units on indicators.canonical_unit = units.unit_code
            where indicators.currency is not null
        )
    group by currencies.currency, currencies.dimension, stated.unit_code, stated.dimension
{%- endmacro %}
