with cells as (
    {{ unpivot_years(ref('yearbooks_fdi_actually_utilised')) }}
),

final as (
    {{ observations_from_cells('cells', 'yearbooks_fdi_actually_utilised') }}
)

select * from final
