-- Ratios to the year before, for the gate's rules on continuity: a slipped unit shows as 10 or 1,000.
{% set variables = [
    'exports_usd_k', 'gdp_cny_100m', 'population_10k_persons', 'lq_focus', 'tax_share', 'retail_share',
    'fdi_share', 'rd_intensity_pct', 'patents_per_10k_persons',
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
