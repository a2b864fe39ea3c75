with cells as (
    {{ unpivot_years(ref('nbs_technology_market_turnover')) }}
),

final as (
    {{ observations_from_cells('cells', 'nbs_technology_market_turnover') }}
)

select * from final
