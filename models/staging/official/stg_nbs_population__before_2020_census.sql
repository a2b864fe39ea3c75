with cells as (
    {{ unpivot_years(ref('nbs_population__before_2020_census')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_population__before_2020_census') }}
)

select * from final
