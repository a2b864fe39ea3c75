-- What the panel lacks, variable by variable and year by year, with the regions that lack it.
with cells as (
    select panel_values.*
    from {{ ref('int_variable_value') }} as panel_values
    inner join {{ ref('stg_variable') }} as variables on panel_values.variable = variables.variable and variables.in_missingness
    where panel_values.edition = 'baseline'
),

final as (
    select
        variable,
        year,
        cast(count(value) as {{ t_integer() }}) as n_present,
        cast(count(*) - count(value) as {{ t_integer() }}) as n_missing,
        {{ text_list('case when value is null then region_code end', 'region_code') }} as missing_regions
    from cells
    group by variable, year
)

select * from final
