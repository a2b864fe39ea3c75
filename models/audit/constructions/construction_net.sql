-- Every scaled construction without its year means (`within`: what year effects leave), and without the controls of
-- construction_control besides (`net`).
{% set key = 'side, first_option, second_option, third_option, scaling' %}

with demeaned as (
    select *, value - avg(value) over {{ ordered_window(key ~ ', year', 'region_code') }} as within
    from {{ ref('construction_scaled') }}
),

controlled as (
    select demeaned.*, controls.first_control, controls.second_control
    from demeaned
    inner join {{ ref('construction_control') }} as controls
        on demeaned.region_code = controls.region_code and demeaned.year = controls.year
),

final as (
    select
        {{ key }},
        region_code,
        year,
        value,
        within,
        within
        {%- for control in ['first_control', 'second_control'] %}
        - {{ control }} * sum(within * {{ control }}) over {{ ordered_window(key, 'region_code, year') }}
        {%- endfor %} as net
    from controlled
)

select * from final
