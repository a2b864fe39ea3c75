with records as (
    select * from {{ ref('stg_customs_record') }}
),

places as (
    select * from {{ ref('int_customs_place') }}
),

summed as (
    select
        place_code,
        year,
        flow,
        currency,
        left(hs_code, 2) as hs_chapter,
        partner_code,
        min(partner_name) as partner_name,
        sum(value) as value,
        count(*) as n_records
    from records
    group by place_code, year, flow, currency, left(hs_code, 2), partner_code
),

labelled as (
    select
        case when summed.place_code is null then 'all' else coalesce(places.region_code, 'unknown') end as region_code,
        summed.year,
        summed.flow,
        summed.currency,
        coalesce(summed.hs_chapter, 'all') as hs_chapter,
        coalesce(summed.partner_code, 'all') as partner_code,
        summed.partner_name,
        summed.value,
        summed.n_records
    from summed
    left join places on summed.place_code = places.place_code
),

final as (
    select
        region_code,
        year,
        flow,
        currency,
        hs_chapter,
        partner_code,
        min(partner_name) as partner_name,
        cast(sum(value) as {{ t_double() }}) as value,
        cast(sum(n_records) as {{ t_integer() }}) as n_records
    from labelled
    group by region_code, year, flow, currency, hs_chapter, partner_code
)

select * from final
