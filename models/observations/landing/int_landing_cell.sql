-- What each landed cell means, by the alias seeds. Whatever stays unknown is null here and a row of int_landing_problem.
with cells as (
    select
        *,
        case
            when length(replace(replace(year_label, '年', ''), '度', '')) = 4
                then cast({{ to_number("replace(replace(year_label, '年', ''), '度', '')") }} as {{ t_integer() }})
        end as year
    from {{ ref('stg_landing_cell') }}
),

regions as (
    select
        {{ plain_label('alias') }} as alias,
        valid_from,
        valid_to,
        max(region_code) as region_code,
        min(case when region_code is null then 1 else 0 end) = 1 as is_no_region
    from {{ ref('stg_region_alias') }}
    group by {{ plain_label('alias') }}, valid_from, valid_to
),

official as (
    select * from {{ ref('stg_region') }}
),

labels as (
    select * from {{ ref('int_landing_label') }}
),

known as (
    select indicator_label, min(indicator_code) as indicator_code from labels group by indicator_label
),

industries as (
    select industry_code, {{ plain_label('industry_name_zh') }} as label from {{ ref('stg_industry') }}
    union
    select industry_code, {{ plain_label('industry_name_en') }} as label from {{ ref('stg_industry') }}
    union
    select industry_code, {{ plain_label('industry_name_zh_before_2012') }} as label from {{ ref('stg_industry') }}
    union
    select industry_code, industry_code as label from {{ ref('stg_industry') }}
    union
    select 'TOTAL' as industry_code, 'TOTAL' as label
),

final as (
    select
        cells.*,
        regions.region_code,
        coalesce(regions.is_no_region, false) as is_no_region,
        official.region_name_zh,
        coalesce(labels.indicator_code, known.indicator_code) as indicator_code,
        case when cells.industry_label = '' then labels.industry_code else industries.industry_code end as industry_code,
        labels.published_unit,
        labels.unit_code,
        labels.unit_factor
    from cells
    left join regions
        on cells.region_label = regions.alias and cells.year between regions.valid_from and regions.valid_to
    left join official on regions.region_code = official.region_code
    left join labels on cells.indicator_label = labels.indicator_label and cells.unit_label = labels.unit_label
    left join known on cells.indicator_label = known.indicator_label
    left join industries on cells.industry_label = industries.label
)

select * from final
