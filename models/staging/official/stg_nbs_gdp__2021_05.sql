with cells as (
    {{ unpivot_years(ref('nbs_gdp__2021_05')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_gdp__2021_05') }}
)

select * from final
