with employment as (
    select * from {{ ref('int_employment') }}
),

with_base as (
    select
        *,
        sum(employment) over industry_year as base_employment,
        sum(region_employment) over industry_year as base_total,
        sum(case when employment is null or region_employment is null then 1 else 0 end)
            over industry_year as n_regions_missing
    from employment
    window industry_year as {{ ordered_window('lq_base, industry_code, year', 'region_code') }}
),

final as (
    select
        region_code,
        industry_code,
        year,
        lq_base,
        {{ location_quotient(
            'employment',
            'region_employment',
            'base_employment',
            'base_total',
            'n_regions_missing'
        ) }} as location_quotient,
        employment,
        region_employment,
        base_employment,
        base_total,
        cast(n_regions_missing as {{ t_integer() }}) as n_regions_missing
    from with_base
)

select * from final
