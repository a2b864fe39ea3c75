with cells as (
    {{ unpivot_years(ref('nbs_urban_unit_employment_total')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_urban_unit_employment_total') }}
)

select * from final
