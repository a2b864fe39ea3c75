with cells as (
    {{ unpivot_years(ref('nbs_urban_unit_employment_by_industry')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_urban_unit_employment_by_industry') }}
)

select * from final
