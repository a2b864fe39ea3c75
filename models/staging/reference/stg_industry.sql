with final as (
    select
        industry_code,
        coalesce(industry_name_zh, industry_name_en, industry_code) as industry_name_zh,
        coalesce(industry_name_en, industry_name_zh, industry_code) as industry_name_en,
        industry_name_zh_before_2012
    from {{ ref('industries') }}
    where classification = '{{ param('classification') }}'
)

select * from final
