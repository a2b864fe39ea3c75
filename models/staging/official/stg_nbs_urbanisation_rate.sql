with cells as (
    {{ unpivot_years(ref('nbs_urbanisation_rate')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_urbanisation_rate') }}
)

select * from final
