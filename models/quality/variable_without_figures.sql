-- Variables of the panel that are empty because the dataset has no figure of something that they are made of.
with lacking as (
    select distinct
        variable,
        indicator_code
    from {{ ref('panel_ingredient') }}
    where not is_reported
),

named as (
    select
        variables.variable,
        variables.label_en,
        variables.label_zh,
        {{ joined_lists('indicators.indicator_name_@', 'indicators.indicator_code', 'indicators') }}
    from lacking
    inner join {{ ref('dim_variable') }} as variables on lacking.variable = variables.variable
    inner join {{ ref('dim_indicator') }} as indicators on lacking.indicator_code = indicators.indicator_code
    group by variables.variable, variables.label_en, variables.label_zh
),

final as (
    select
        variable
        {%- for language in ['en', 'zh'] %},
        {{ filled(message('finding.variable_without_figures', language), {
            'variable': 'label_' ~ language, 'indicators': 'indicators_' ~ language
        }) }} as sentence_{{ language }}
        {%- endfor %}
    from named
)

select * from final
