-- One streaming pass over the records. Amounts are decimals, so that the sum does not depend on the order. Each flow and
-- currency is a branch of its own: they are folders of the store, and grouping by one more column costs what reading one does.
with records as (
    select * from {{ ref('stg_customs_record') }}
),

summed as (
    {%- for flow, currency in [('export', 'cny'), ('export', 'usd'), ('import', 'cny'), ('import', 'usd')] %}
    select
        '{{ flow }}' as flow,
        '{{ currency }}' as currency,
        place_code,
        year_month,
        sum(value) as value
    from records
    where flow = '{{ flow }}' and currency = '{{ currency }}'
    group by place_code, year_month
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        places.region_code,
        summed.place_code,
        cast(floor(summed.year_month / 100) as {{ t_integer() }}) as year,
        cast(summed.year_month % 100 as {{ t_integer() }}) as month,
        summed.flow,
        summed.currency,
        summed.value
    from summed
    left join {{ ref('int_customs_place') }} as places on summed.place_code = places.place_code
)

select * from final
