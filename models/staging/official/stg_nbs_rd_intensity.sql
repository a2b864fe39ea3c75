with cells as (
    {{ unpivot_years(ref('nbs_rd_intensity')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_rd_intensity') }}
)

select * from final
