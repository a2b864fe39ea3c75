with cells as (
    {{ unpivot_years(ref('nbs_gdp__2020_11')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_gdp__2020_11') }}
)

select * from final
