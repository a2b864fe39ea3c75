-- Moments of the printed variables under every edition of the panel that has as many observations as the baseline: what another
-- vintage alone changes.
{% set variables = ['sl', 'vag', 'gdp_per_capita', 'tax_share', 'retail_share', 'fdi_share', 'rd_intensity', 'ln_broadband'] %}

with cells as (
    {%- for variable in variables %}
    select
        edition,
        kind,
        '{{ variable }}' as variable,
        region_code || cast(year as {{ t_text() }}) as place,
        {{ variable }} as value
    from {{ ref('panel_edition') }}
    where {{ variable }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

means as (
    select
        edition,
        kind,
        variable,
        count(*) as n,
        {{ ordered_sum('value', 'place') }} / count(*) as mean_value,
        min(value) as min_value,
        max(value) as max_value
    from cells
    group by edition, kind, variable
),

comparable as (
    select means.* from means
    inner join means as baseline on baseline.kind = 'baseline' and means.variable = baseline.variable and means.n = baseline.n
    where means.kind <> 'baseline'
),

moments as (
    select
        comparable.edition,
        comparable.variable,
        comparable.mean_value,
        comparable.min_value,
        comparable.max_value,
        sqrt({{ ordered_sum('power(cells.value - comparable.mean_value, 2)', 'cells.place') }} / (comparable.n - 1)) as sd_value
    from comparable
    inner join cells on comparable.edition = cells.edition and comparable.variable = cells.variable
    group by comparable.edition, comparable.variable, comparable.n, comparable.mean_value, comparable.min_value, comparable.max_value
),

final as (
    {%- for name in ['mean', 'sd', 'min', 'max'] %}
    select
        edition,
        variable,
        '{{ name }}' as statistic,
        {{ name }}_value as value
    from moments
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
