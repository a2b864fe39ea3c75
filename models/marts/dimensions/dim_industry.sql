with industries as (
    select * from {{ ref('stg_industry') }}
),

final as (
    select
        industry_code,
        industry_name_zh,
        industry_name_en,
        industry_name_zh_before_2012,
        industry_code = '{{ param('spillover_industry') }}' as is_focus_industry
    from industries
)

select * from final
