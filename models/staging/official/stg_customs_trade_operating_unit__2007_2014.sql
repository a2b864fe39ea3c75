with cells as (
    {{ unpivot_years(ref('customs_trade_operating_unit__2007_2014')) }}
),

final as (
    {{ observations_from_cells('cells', 'customs_trade_operating_unit__2007_2014') }}
)

select * from final
