with cells as (
    {{ unpivot_years(ref('nbs_population__2020_census_first_release')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_population__2020_census_first_release') }}
)

select * from final
