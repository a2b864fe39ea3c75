with cells as (
    select
        region_code,
        region_name_zh,
        'TOTAL' as industry_code,
        cast(report_year as {{ t_integer() }}) as year,
        score as value_text
    from {{ ref('innovation_capability_score') }}
),

final as (
    {{ observations_from_cells('cells', 'innovation_capability_score') }}
)

select * from final
