with cells as (
    {{ unpivot_years(ref('customs_imports_by_destination')) }}
),

final as (
    {{ observations_from_cells('cells', 'customs_imports_by_destination') }}
)

select * from final
