-- One streaming pass over the records. Amounts are decimals, so that the sum does not depend on the order. Flow and
-- currency are grouped as flags: both are the same in a whole file, and grouping on a text costs as much as the sum.
with records as (
    select * from {{ ref('stg_customs_record') }}
),

regions as (
    select {{ plain_label('alias') }} as alias, max(region_code) as region_code
    from {{ ref('region_aliases') }}
    group by {{ plain_label('alias') }}
),

summed as (
    select
        place_code,
        place_name,
        year,
        month,
        flow = 'export' as is_export,
        currency = 'usd' as is_usd,
        sum(value) as value,
        count(*) as n_records
    from records
    group by place_code, place_name, year, month, flow = 'export', currency = 'usd'
),

final as (
    select
        summed.place_code,
        summed.place_name,
        summed.year,
        summed.month,
        case when summed.is_export then 'export' else 'import' end as flow,
        case when summed.is_usd then 'usd' else 'cny' end as currency,
        summed.value,
        summed.n_records,
        coalesce(by_name.region_code, by_code.region_code) as region_code
    from summed
    left join regions as by_name on {{ plain_label('summed.place_name') }} = by_name.alias
    left join regions as by_code on {{ plain_label('summed.place_code') }} = by_code.alias
)

select * from final
