-- Ratios to the year before, for the gate's rules on continuity: a slipped unit shows as 10 or 1,000.
{% set variables = [
    'exports_origin', 'gdp', 'population', 'location_quotient', 'tax_share', 'retail_share',
    'fdi_share', 'rd_intensity', 'patents_per_capita',
] %}

with panel as (
    select * from {{ ref('panel') }}
),

final as (
    select
        panel.region_code,
        panel.year
        {%- for variable in variables %},
        {{ share('panel.' ~ variable, 'earlier.' ~ variable) }} as {{ variable }}_ratio
        {%- endfor %}
    from panel
    inner join panel as earlier on panel.region_code = earlier.region_code and panel.year - 1 = earlier.year
)

select * from final
