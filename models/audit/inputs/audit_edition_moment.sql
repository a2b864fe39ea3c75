-- Moments of the printed variables under every edition of the panel that has as many observations as the baseline: what another
-- vintage alone changes.
{% set variables = ['sl', 'vag', 'gdp_per_capita', 'tax_share', 'retail_share', 'fdi_share', 'rd_intensity', 'ln_broadband'] %}
{% set moments = {'mean': 'avg', 'sd': 'stddev_samp', 'min': 'min', 'max': 'max'} %}

with editions as (
    select * from {{ ref('panel_edition') }}
),

counted as (
    {%- for variable in variables %}
    select
        edition,
        kind,
        '{{ variable }}' as variable,
        count({{ variable }}) as n
        {%- for name, aggregate in moments.items() %},
        {{ aggregate }}({{ variable }}) as {{ name }}_value
        {%- endfor %}
    from editions
    group by edition, kind
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

comparable as (
    select counted.* from counted
    inner join counted as baseline on baseline.kind = 'baseline' and counted.variable = baseline.variable and counted.n = baseline.n
    where counted.kind <> 'baseline'
),

final as (
    {%- for name in moments %}
    select
        edition,
        variable,
        '{{ name }}' as statistic,
        {{ name }}_value as value
    from comparable
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
