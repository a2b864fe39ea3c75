with cells as (
    {{ unpivot_years(ref('nbs_foreign_enterprise_investment_stock')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_foreign_enterprise_investment_stock') }}
)

select * from final
