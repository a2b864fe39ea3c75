-- What a file's indicator label and unit label mean together. A code of the statistics office carries its unit with it,
-- so it is understood without one.
with aliases as (
    select {{ plain_label('alias') }} as indicator_label, indicator_code, industry_code, implied_unit
    from {{ ref('indicator_aliases') }}
),

units as (
    select * from {{ ref('int_landing_unit') }}
),

stated as (
    select
        aliases.indicator_label,
        units.unit_label,
        aliases.indicator_code,
        aliases.industry_code,
        units.published_unit,
        units.unit_code,
        units.unit_factor
    from aliases
    inner join units on aliases.indicator_code = units.indicator_code
),

implied as (
    select
        aliases.indicator_label,
        '' as unit_label,
        aliases.indicator_code,
        aliases.industry_code,
        units.published_unit,
        units.unit_code,
        units.unit_factor
    from aliases
    inner join units on aliases.indicator_code = units.indicator_code and aliases.implied_unit = units.unit_label
),

final as (
    select distinct * from stated
    union all
    select distinct * from implied
)

select * from final
