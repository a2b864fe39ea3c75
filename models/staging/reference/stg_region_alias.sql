with regions as (
    select * from {{ ref('regions') }}
    where region_set = '{{ param('region_set') }}'
),

stated as (
    select
        alias,
        region_code,
        language,
        kind,
        coalesce(valid_from, 0) as valid_from,
        coalesce(valid_to, 9999) as valid_to
    from {{ ref('region_aliases') }}
    where region_code is null or region_code in (select region_code from regions)
),

implied as (
    select region_name_zh as alias, region_code, 'zh' as language, 'official' as kind from regions
    where region_name_zh is not null
    union
    select region_name_en, region_code, 'en', 'official' from regions
    where region_name_en is not null
    union
    select region_code as alias, region_code, 'code', 'code' from regions
),

final as (
    select * from stated
    union all
    select alias, region_code, language, kind, 0, 9999 from implied
    where alias not in (select alias from stated)
)

select * from final
