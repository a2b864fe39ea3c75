with cells as (
    {{ unpivot_years(ref('nbs_patents_granted')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_patents_granted') }}
)

select * from final
