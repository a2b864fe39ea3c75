-- The estimation mart. Every column is one variable under the dataset's baseline parameters, made as its row in the seed variables
-- says; alternatives stand in the fact tables.
with variable_values as (
    select * from {{ ref('int_variable_value') }}
    where edition = 'baseline'
),

final as (
    select
        variable_values.region_code,
        regions.region_name_zh,
        regions.region_name_en,
        regions.macro_region,
        variable_values.year
        {%- for variable in variable_columns(model) %},
        max(case when variable_values.variable = '{{ variable }}' then variable_values.value end) as {{ variable }}
        {%- endfor %}
    from variable_values
    inner join {{ ref('dim_region') }} as regions on variable_values.region_code = regions.region_code
    group by
        variable_values.region_code, regions.region_name_zh, regions.region_name_en, regions.macro_region, variable_values.year
)

select * from final
