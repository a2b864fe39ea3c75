-- Which regions carry the variation of vag, and how much of it lies within regions: known before any coefficient.
with panel as (
    select region_code, region_name_zh, region_name_en, year, {{ panel_column(var('focus', 'vag')) }} as vag from {{ ref('panel') }}
    where {{ panel_column(var('focus', 'vag')) }} is not null
),

deviations as (
    select
        *,
        avg(vag) over {{ ordered_window('', 'region_code, year') }} as panel_mean,
        avg(vag) over {{ ordered_window('region_code', 'year') }} as region_mean
    from panel
),

by_region as (
    select
        region_code,
        region_name_zh,
        region_name_en,
        count(*) as n_years,
        {{ ordered_sum('vag', 'year') }} / count(*) as vag_mean,
        {{ ordered_sum('power(vag - panel_mean, 2)', 'year') }} as sum_of_squares,
        {{ ordered_sum('power(vag - region_mean, 2)', 'year') }} as sum_of_squares_within
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
        {{ share('sum_of_squares', 'sum(sum_of_squares) over ' ~ ordered_window('', 'region_code')) }} as variation_share,
        {{ share('sum_of_squares_within', 'sum(sum_of_squares) over ' ~ ordered_window('', 'region_code')) }} as within_variation_share
    from by_region
)

select * from final
