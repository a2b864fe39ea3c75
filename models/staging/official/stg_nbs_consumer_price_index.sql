with cells as (
    {{ unpivot_years(ref('nbs_consumer_price_index')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_consumer_price_index') }}
)

select * from final
