with cells as (
    {{ unpivot_years(ref('nbs_rd_internal_expenditure')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_rd_internal_expenditure') }}
)

select * from final
