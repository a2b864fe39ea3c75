with cells as (
    {{ unpivot_years(ref('nbs_gdp_index')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_gdp_index') }}
)

select * from final
