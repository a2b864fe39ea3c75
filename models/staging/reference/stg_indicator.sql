with units as (
    {{ currency_units() }}
),

final as (
    select
        indicators.indicator_code,
        coalesce(indicators.indicator_name_zh, indicators.indicator_name_en) as indicator_name_zh,
        coalesce(indicators.indicator_name_en, indicators.indicator_name_zh) as indicator_name_en,
        indicators.definition_en,
        coalesce(units.dataset_unit_code, indicators.canonical_unit) as canonical_unit,
        indicators.currency,
        indicators.is_flow
        {%- for bound in ['minimum', 'maximum'] %},
        case when coalesce(indicators.bound_region_set, '{{ param('region_set') }}') = '{{ param('region_set') }}' then indicators.{{ bound }} end
            as {{ bound }}
        {%- endfor %}
    from {{ ref('indicators') }} as indicators
    left join units on indicators.currency = units.currency and indicators.canonical_unit = units.unit_code
)

select * from final
