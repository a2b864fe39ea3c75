-- With which parameters the panel was built, `--vars` included, and what they are called, so that whoever reads the warehouse
-- need not ask the project. The kernel's attributes stand beside its name.
{% set parameters = var('datasets')[dataset()].keys() | sort %}
{% set attributes = ['family', 'p', 'unit_km', 'own_weight', 'cutoff_km', 'is_row_standardised'] %}
with given as (
    {%- for name in parameters %}
    {%- set value = param(name) %}
    select
        cast('{{ name }}' as {{ t_text() }}) as parameter,
        cast('{{ value if value is string or value is number else tojson(value, sort_keys=true) }}' as {{ t_text() }}) as value
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

kernels as (
    select * from {{ ref('kernels') }}
),

of_kernel as (
    {%- for name in attributes %}
    select
        'kernel.{{ name }}' as parameter,
        coalesce({{ number_text(name) if name in ('p', 'unit_km', 'own_weight', 'cutoff_km') else 'cast(' ~ name ~ ' as ' ~ t_text() ~ ')' }}, 'none') as value
    from kernels
    where kernel = '{{ param('kernel') }}'
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

stated as (
    select parameter, value, replace(value, '"', '') as plain_value from given
    union all
    select parameter, value, value from of_kernel
),

regions as (
    select * from {{ ref('dim_region') }}
),

excluded as (
    select
        stated.parameter,
        {{ joined_lists('regions.region_name_@', 'regions.region_code', 'value') }}
    from stated
    inner join regions on position('"' || regions.region_code || '"' in stated.value) > 0
    where stated.parameter = 'excluded_regions'
    group by stated.parameter
),

named as (
    select parameter, value as plain_value, value_en, value_zh from {{ ref('parameter_values') }}
    union all
    select 'spillover_industry', industry_code, industry_name_en, industry_name_zh from {{ ref('dim_industry') }}
    union all
    select kinds.parameter, indicators.indicator_code, indicators.indicator_name_en, indicators.indicator_name_zh
    from {{ ref('dim_indicator') }} as indicators
    cross join (values ('flow'), ('employment')) as kinds (parameter)
    union all
    select kinds.parameter, units.dimension, units.unit_name_en, units.unit_name_zh
    from {{ ref('units') }} as units
    cross join (values ('currency'), ('foreign_currency')) as kinds (parameter)
    where units.unit_code = units.dimension
    union all
    select 'kernel', kernel, label_en, label_zh from kernels
),

final as (
    select
        stated.parameter,
        stated.value,
        cast(coalesce(labels.label_en, stated.parameter) as {{ t_text() }}) as label_en,
        cast(coalesce(labels.label_zh, stated.parameter) as {{ t_text() }}) as label_zh,
        cast(coalesce(excluded.value_en, named.value_en, stated.plain_value) as {{ t_text() }}) as value_en,
        cast(coalesce(excluded.value_zh, named.value_zh, stated.plain_value) as {{ t_text() }}) as value_zh,
        coalesce(labels.bears_on_estimates, true) as bears_on_estimates
    from stated
    left join {{ ref('parameters') }} as labels on stated.parameter = labels.parameter
    left join named on stated.parameter = named.parameter and stated.plain_value = named.plain_value
    left join excluded on stated.parameter = excluded.parameter
)

select * from final
