with variables as (
    select * from {{ ref('stg_variable') }}
),

final as (
    select
        variable,
        label_en,
        label_zh,
        unit_en,
        unit_zh,
        formula,
        ingredient,
        other_ingredient,
        years,
        minimum,
        maximum,
        bound_severity,
        bound_reason
    from variables
)

select * from final
