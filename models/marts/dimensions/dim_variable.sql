with variables as (
    select * from {{ ref('stg_variable') }}
),

without_figures as (
    select distinct variable from {{ ref('panel_ingredient') }}
    where not is_reported
),

final as (
    select
        variables.variable,
        variables.label_en,
        variables.label_zh,
        variables.unit_en,
        variables.unit_zh,
        variables.formula,
        variables.ingredient,
        variables.other_ingredient,
        variables.years,
        variables.minimum,
        variables.maximum,
        variables.bound_severity,
        variables.bound_reason,
        without_figures.variable is null as is_reported
    from variables
    left join without_figures on variables.variable = without_figures.variable
)

select * from final
