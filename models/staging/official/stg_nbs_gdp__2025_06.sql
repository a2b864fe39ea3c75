with cells as (
    {{ unpivot_years(ref('nbs_gdp__2025_06')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_gdp__2025_06') }}
)

select * from final
