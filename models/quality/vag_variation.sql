-- Which regions carry the variation of vag, and how much of it lies within regions: known before any coefficient.
with panel as (
    select region_code, region_name_zh, region_name_en, vag from {{ ref('panel') }}
    where vag is not null
),

deviations as (
    select
        *,
        avg(vag) over () as panel_mean,
        avg(vag) over (partition by region_code) as region_mean
    from panel
),

by_region as (
    select
        region_code,
        region_name_zh,
        region_name_en,
        count(*) as n_years,
        avg(vag) as vag_mean,
        sum(power(vag - panel_mean, 2)) as sum_of_squares,
        sum(power(vag - region_mean, 2)) as sum_of_squares_within
    from deviations
    group by region_code, region_name_zh, region_name_en
),

final as (
    select
        region_code,
        region_name_zh,
        region_name_en,
        cast(n_years as {{ t_integer() }}) as n_years,
        vag_mean,
        {{ share('sum_of_squares', 'sum(sum_of_squares) over ()') }} as variation_share,
        {{ share('sum_of_squares_within', 'sum(sum_of_squares) over ()') }} as within_variation_share
    from by_region
)

select * from final
