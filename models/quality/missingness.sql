-- What the panel lacks, variable by variable and year by year, with the regions that lack it.
{% set variables = [
    'sl', 'sl_k2', 'sl_k3', 'sl_k4', 'sl_k5', 'vag', 'vag_lag1', 'vag_lag2', 'location_quotient', 'exports_origin',
    'gdp', 'population', 'gdp_per_capita', 'tax_share', 'retail_share', 'fdi_share',
    'ln_broadband', 'rd_intensity', 'innovation_score', 'patents_per_capita', 'technology_turnover_share',
    'foreign_investment_stock_share',
] %}

with panel as (
    select * from {{ ref('panel') }}
),

cells as (
    {%- for variable in variables %}
    select
        '{{ variable }}' as variable,
        year,
        region_code,
        {{ variable }} as value
    from panel
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        variable,
        year,
        cast(count(value) as {{ t_integer() }}) as n_present,
        cast(count(*) - count(value) as {{ t_integer() }}) as n_missing,
        {{ text_list('case when value is null then region_code end', 'region_code') }} as missing_regions
    from cells
    group by variable, year
)

select * from final
