-- Virtual agglomeration: the spillover of the dataset's industry under its kernel, points and base.
with spillovers as (
    select * from {{ ref('int_spillover') }}
),

quotients as (
    select * from {{ ref('int_location_quotient') }}
),

final as (
    select
        spillovers.region_code,
        spillovers.year,
        spillovers.spillover as vag,
        spillovers.own_part as vag_own_part,
        spillovers.neighbour_part as vag_neighbour_part,
        quotients.location_quotient
    from spillovers
    inner join quotients
        on
            spillovers.region_code = quotients.region_code
            and spillovers.industry_code = quotients.industry_code
            and spillovers.year = quotients.year
            and spillovers.lq_base = quotients.lq_base
    where
        spillovers.industry_code = '{{ param('spillover_industry') }}'
        and spillovers.kernel = '{{ param('kernel') }}'
        and spillovers.distance_point = '{{ param('distance_point') }}'
        and spillovers.lq_base = '{{ param('lq_base') }}'
)

select * from final
