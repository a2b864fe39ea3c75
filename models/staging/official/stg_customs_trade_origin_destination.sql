with cells as (
    {{ unpivot_years(ref('customs_trade_origin_destination')) }}
),

final as (
    {{ observations_from_cells('cells', 'customs_trade_origin_destination') }}
)

select * from final
