-- What the panel lacks, variable by variable and year by year, with the regions that lack it.
{% set variables = [
    'sl', 'sl_k2', 'sl_k3', 'sl_k4', 'sl_k5', 'vag', 'vag_lag1', 'vag_lag2', 'lq_focus', 'exports_usd_k',
    'gdp_cny_100m', 'population_10k_persons', 'gdp_per_capita_cny_10k', 'tax_share', 'retail_share', 'fdi_share',
    'ln_broadband', 'rd_intensity_pct', 'innovation_score', 'patents_per_10k_persons', 'technology_turnover_share',
    'foreign_enterprise_stock_share',
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
