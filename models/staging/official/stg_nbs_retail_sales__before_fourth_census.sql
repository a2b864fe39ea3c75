with cells as (
    {{ unpivot_years(ref('nbs_retail_sales__before_fourth_census')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_retail_sales__before_fourth_census') }}
)

select * from final
