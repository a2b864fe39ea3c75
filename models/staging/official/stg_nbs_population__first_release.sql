with cells as (
    {{ unpivot_years(ref('nbs_population__first_release')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_population__first_release') }}
)

select * from final
