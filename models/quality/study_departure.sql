-- Where the panel departs from what a published study states, or from the reading that the baseline takes of what the study does
-- not state. A study with a row here gets no verdict: other parameters answer another question.
with here as (
    select *, replace(value, '"', '') as plain_value from {{ ref('panel_parameter') }}
),

expected as (
    select * from {{ ref('study_parameters') }}
),

compared as (
    select
        expected.study,
        expected.parameter,
        expected.basis,
        {{ text_list('expected.value', 'expected.value') }} as expected_value,
        min(expected.value) as first_value,
        max(case when expected.value = here.plain_value then 1 else 0 end) as n_equal
    from expected
    left join here on expected.parameter = here.parameter
    group by expected.study, expected.parameter, expected.basis
),

excluded as (
    select
        expected.value,
        {{ joined_lists('regions.region_name_@', 'regions.region_code', 'value') }}
    from (select distinct value from expected where parameter = 'excluded_regions') as expected
    inner join {{ ref('dim_region') }} as regions on position(regions.region_code in expected.value) > 0
    group by expected.value
),

names as (
    select 'excluded_regions' as parameter, value, value_en, value_zh from excluded
    union all
    select parameter, value, value_en, value_zh from {{ ref('parameter_values') }}
    union all
    select 'spillover_industry', industry_code, industry_name_en, industry_name_zh from {{ ref('dim_industry') }}
    union all
    select 'flow', indicator_code, indicator_name_en, indicator_name_zh from {{ ref('dim_indicator') }}
),

worded as (
    select
        compared.study,
        compared.parameter,
        compared.basis,
        compared.expected_value,
        coalesce(names.value_en, compared.expected_value) as expected_en,
        coalesce(names.value_zh, compared.expected_value) as expected_zh,
        here.plain_value as value,
        coalesce(here.value_en, {{ message('none', 'en') }}) as value_en,
        coalesce(here.value_zh, {{ message('none', 'zh') }}) as value_zh,
        labels.label_en,
        labels.label_zh
    from compared
    inner join {{ ref('parameters') }} as labels on compared.parameter = labels.parameter
    left join here on compared.parameter = here.parameter
    left join names on compared.parameter = names.parameter and compared.first_value = names.value
    where compared.n_equal = 0
),

final as (
    select
        study,
        parameter,
        basis,
        expected_value,
        value
        {%- for language in ['en', 'zh'] %},
        {{ filled(message('departure', language), {
            'parameter': 'label_' ~ language, 'value': 'value_' ~ language, 'expected': 'expected_' ~ language, 'stated': flag("basis = 'stated'")
        }) }} as sentence_{{ language }}
        {%- endfor %}
    from worded
)

select * from final
