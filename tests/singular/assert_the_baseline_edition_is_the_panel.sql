-- The editions resolve figures and apply formulas in models of their own; the baseline among them must be the panel itself.
-- Editions have no agglomeration where the pairs of regions are not stored (parameter pairs_up_to).
{% set variables = [
    'sl', 'vag', 'gdp_per_capita', 'tax_share', 'retail_share', 'fdi_share', 'rd_intensity', 'ln_broadband',
] %}

select
    panel.region_code,
    panel.year,
    editions.region_code as edition_region_code
from {{ ref('panel') }} as panel
full outer join (select * from {{ ref('panel_edition') }} where edition = 'baseline') as editions
    on panel.region_code = editions.region_code and panel.year = editions.year
where
    panel.region_code is null or editions.region_code is null
    {%- for variable in variables %}
    or {{ differs('editions.' ~ variable, 'panel.' ~ variable) }}
    {%- if variable == 'vag' %} and exists (select 1 from {{ ref('int_kernel_weight') }}) {%- endif %}
    {%- endfor %}
