-- The region of a place of registration: by its names, else by its code. Names that are labels of two regions make it unknown.
with places as (
    select * from {{ ref('stg_customs_place') }}
),

regions as (
    select {{ plain_label('alias') }} as alias, max(region_code) as region_code
    from {{ ref('stg_region_alias') }}
    group by {{ plain_label('alias') }}
),

final as (
    select
        places.place_code,
        min(places.place_name) as place_name,
        case
            when count(distinct by_name.region_code) <= 1 then coalesce(max(by_name.region_code), max(by_code.region_code))
        end as region_code
    from places
    left join regions as by_name on {{ plain_label('places.place_name') }} = by_name.alias
    left join regions as by_code on {{ plain_label('places.place_code') }} = by_code.alias
    group by places.place_code
)

select * from final
