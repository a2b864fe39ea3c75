-- A variable's money is that of what is measured, or of its numerator; `{currency}` in the words of its unit is that currency's name.
with variables as (
    select * from {{ ref('variables') }}
),

units as (
    {{ currency_units() }}
),

currency_names as (
    select
        currencies.currency,
        bases.unit_name_en,
        bases.unit_name_zh
    from ({{ currencies() }}) as currencies
    inner join {{ ref('units') }} as bases on currencies.dimension = bases.unit_code
),

final as (
    select
        variables.variable,
        coalesce(variables.label_en, variables.label_zh, variables.variable) as label_en,
        coalesce(variables.label_zh, variables.label_en, variables.variable) as label_zh
        {%- for language in ['en', 'zh'] %},
        replace(variables.unit_{{ language }}, '{currency}', coalesce(currency_names.unit_name_{{ language }}, '')) as unit_{{ language }}
        {%- endfor %},
        variables.formula,
        variables.ingredient,
        variables.other_ingredient,
        variables.years,
        coalesce(units.dataset_unit_code, variables.of_unit) as of_unit,
        variables.per_unit,
        variables.in_missingness,
        variables.in_editions
        {%- for column in ['minimum', 'maximum', 'bound_severity', 'bound_reason'] %},
        case when coalesce(variables.bound_region_set, '{{ param('region_set') }}') = '{{ param('region_set') }}' then variables.{{ column }} end as {{ column }}
        {%- endfor %}
    from variables
    left join {{ ref('indicators') }} as indicators on variables.ingredient = indicators.indicator_code
    left join units on indicators.currency = units.currency and variables.of_unit = units.unit_code
    left join currency_names on indicators.currency = currency_names.currency
)

select * from final
