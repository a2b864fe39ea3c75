with cells as (
    {{ unpivot_years(ref('mof_local_tax_revenue')) }}
),

final as (
    {{ observations_from_cells('cells', 'mof_local_tax_revenue') }}
)

select * from final
