with cells as (
    {{ unpivot_years(ref('nbs_budget_expenditure')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_budget_expenditure') }}
)

select * from final
