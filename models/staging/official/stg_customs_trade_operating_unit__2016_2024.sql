with cells as (
    {{ unpivot_years(ref('customs_trade_operating_unit__2016_2024')) }}
),

final as (
    {{ observations_from_cells('cells', 'customs_trade_operating_unit__2016_2024') }}
)

select * from final
