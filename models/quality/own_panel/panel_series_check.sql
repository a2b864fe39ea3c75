-- Series of a unit that stand out: constant where others move, empty where others are full, on another level.
with series as (
    select * from {{ ref('panel_series') }}
),

final as (
    select
        series.region_code,
        series.variable,
        variables.label_en,
        variables.label_zh,
        series.level,
        series.level_factor,
        series.n_values,
        case
            when series.n_values >= 4 and variables.share_moving > 0.8 and variables.n_levels > 10 then series.n_levels
        end as n_levels
    from series
    inner join {{ ref('panel_variable') }} as variables on series.variable = variables.variable and variables.n_values > 0
)

select * from final
