with cells as (
    {{ unpivot_years(ref('customs_exports_by_origin')) }}
),

final as (
    {{ observations_from_cells('cells', 'customs_exports_by_origin') }}
)

select * from final
