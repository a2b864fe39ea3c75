-- The panel in every edition: as it could have been computed on a day, and with one indicator exchanged for an earlier
-- state. What could not be had by then is null. The baseline edition equals marts.panel (a test holds it to that).
with editions as (
    select distinct edition, kind, exchanged_indicator, edition_day from {{ ref('int_edition') }}
),

controls as (
    select * from {{ ref('int_control') }}
),

resilience as (
    select * from {{ ref('int_edition_resilience') }}
),

agglomeration as (
    select * from {{ ref('int_edition_agglomeration') }}
),

final as (
    select
        editions.edition,
        editions.kind,
        editions.exchanged_indicator,
        editions.edition_day,
        controls.region_code,
        controls.year,
        resilience.sl,
        agglomeration.vag,
        controls.gdp_per_capita,
        controls.tax_share,
        controls.retail_share,
        controls.fdi_share,
        controls.rd_intensity,
        controls.ln_broadband
    from editions
    inner join controls on editions.edition = controls.edition
    left join resilience
        on
            controls.edition = resilience.edition
            and controls.region_code = resilience.region_code
            and controls.year = resilience.year
    left join agglomeration
        on
            controls.edition = agglomeration.edition
            and controls.region_code = agglomeration.region_code
            and controls.year = agglomeration.year
)

select * from final
