with cells as (
    {{ unpivot_years(ref('miit_broadband_subscribers')) }}
),

final as (
    {{ observations_from_cells('cells', 'miit_broadband_subscribers') }}
)

select * from final
