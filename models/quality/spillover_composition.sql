-- What the panel's regressor is made of: how it moves with the region's own location quotient, and how much of its variance is
-- the neighbours' part.
with panel as (
    select region_code, year, vag, vag_neighbour_part from {{ ref('panel') }}
    where vag is not null
),

quotients as (
    select region_code, year, location_quotient from {{ ref('fct_location_quotient') }}
    where industry_code = '{{ param("spillover_industry") }}' and lq_base = '{{ param("lq_base") }}'
),

final as (
    select
        cast(count(*) as {{ t_integer() }}) as n_observations,
        corr(panel.vag, quotients.location_quotient) as own_quotient_correlation,
        {{ share('var_pop(panel.vag_neighbour_part)', 'var_pop(panel.vag)') }} as neighbour_variance_share
    from panel
    inner join quotients on panel.region_code = quotients.region_code and panel.year = quotients.year
)

select * from final
