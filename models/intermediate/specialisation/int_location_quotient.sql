with employment as (
    select * from {{ ref('int_employment') }}
),

with_base as (
    select
        *,
        sum(employment_10k_persons) over industry_year as base_employment_10k_persons,
        sum(region_employment_10k_persons) over industry_year as base_total_10k_persons,
        sum(case when employment_10k_persons is null or region_employment_10k_persons is null then 1 else 0 end)
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
            'employment_10k_persons',
            'region_employment_10k_persons',
            'base_employment_10k_persons',
            'base_total_10k_persons',
            'n_regions_missing'
        ) }} as location_quotient,
        employment_10k_persons,
        region_employment_10k_persons,
        base_employment_10k_persons,
        base_total_10k_persons,
        cast(n_regions_missing as {{ t_integer() }}) as n_regions_missing
    from with_base
)

select * from final
