with cells as (
    {{ unpivot_years(ref('nbs_gdp__2026_03')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_gdp__2026_03') }}
)

select * from final
