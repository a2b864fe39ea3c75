-- A variable made of a region's own figures is null exactly where one of them is: no gap is filled, no figure is lost on
-- the way, and panel_ingredient, which `resilience why` trusts, names what the variable is really made of.
{% set variables = [
    'exports_origin', 'gdp', 'population', 'gdp_per_capita', 'ln_gdp_per_capita', 'tax_share',
    'retail_share', 'fdi_share', 'ln_broadband', 'rd_intensity', 'innovation_score', 'patents_per_capita',
    'technology_turnover_share', 'foreign_investment_stock_share',
] %}

with cells as (
    {%- for variable in variables %}
    select '{{ variable }}' as variable, region_code, year, {{ variable }} as value from {{ ref('panel') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

figures as (
    select
        cells.variable,
        cells.region_code,
        cells.year,
        cells.value,
        count(*) as n_needed,
        count(observations.value) as n_found
    from cells
    inner join {{ ref('panel_ingredient') }} as ingredients on cells.variable = ingredients.variable
    left join {{ ref('fct_observation') }} as observations
        on
            cells.region_code = observations.region_code
            and cells.year - ingredients.years_back = observations.year
            and ingredients.indicator_code = observations.indicator_code
            and ingredients.industry_code = observations.industry_code
    group by cells.variable, cells.region_code, cells.year, cells.value
)

select * from figures
where (value is null) <> (n_found < n_needed)
