-- What the panel's regressor is made of: how it moves with the region's own location quotient, and how much of its variance is
-- the neighbours' part. Sums name their order, so that every build gives the same bits.
with panel as (
    select
        region_code,
        year,
        {{ panel_column('vag') }} as vag,
        {{ panel_column('vag_neighbour_part') }} as vag_neighbour_part
    from {{ ref('panel') }}
    where {{ panel_column('vag') }} is not null
),

quotients as (
    select region_code, year, location_quotient from {{ ref('fct_location_quotient') }}
    where industry_code = '{{ param("spillover_industry") }}' and lq_base = '{{ param("lq_base") }}'
),

together as (
    select
        panel.region_code,
        panel.year,
        panel.vag,
        panel.vag_neighbour_part as part,
        quotients.location_quotient as quotient
    from panel
    inner join quotients on panel.region_code = quotients.region_code and panel.year = quotients.year
),

deviations as (
    select
        region_code,
        year,
        {%- for name in ['vag', 'part', 'quotient'] %}
        {{ name }} - avg({{ name }}) over {{ ordered_window('', 'region_code, year') }} as {{ name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from together
),

by_region as (
    select
        region_code,
        count(*) as n,
        {{ ordered_sum('vag * vag', 'year') }} as vag_squares,
        {{ ordered_sum('part * part', 'year') }} as part_squares,
        {{ ordered_sum('quotient * quotient', 'year') }} as quotient_squares,
        {{ ordered_sum('vag * quotient', 'year') }} as products
    from deviations
    group by region_code
),

totals as (
    select
        sum(n) as n,
        {%- for name in ['vag_squares', 'part_squares', 'quotient_squares', 'products'] %}
        {{ ordered_sum(name, 'region_code') }} as {{ name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from by_region
),

final as (
    select
        cast(coalesce(n, 0) as {{ t_integer() }}) as n_observations,
        products / nullif(sqrt(vag_squares * quotient_squares), 0) as own_quotient_correlation,
        {{ share('part_squares', 'vag_squares') }} as neighbour_variance_share
    from totals
)

select * from final
