-- How much of each printed table is found again. Coefficients are those that can be read and were recomputed, constants aside.
with cells as (
    select * from {{ ref('replication') }}
),

scoped as (
    select *, table_id as scope from cells
    union all
    select *, 'all' from cells
),

flagged as (
    select
        *,
        statistic = 'estimate' and term <> '_cons' and recomputed_value is not null and published_value <> 0 as is_coefficient
    from scoped
),

final as (
    select
        study,
        scope,
        cast(count(*) as {{ t_integer() }}) as n_cells,
        cast(count(is_inside_rounding) as {{ t_integer() }}) as n_comparable,
        cast(count(case when is_inside_rounding then 1 end) as {{ t_integer() }}) as n_inside_rounding,
        cast(count(case when is_coefficient then 1 end) as {{ t_integer() }}) as n_coefficients,
        cast(count(case when is_coefficient and is_same_sign then 1 end) as {{ t_integer() }}) as n_same_sign,
        cast(count(case when is_coefficient and verdict = 'same sign, significant' then 1 end) as {{ t_integer() }}) as n_significant,
        cast(count(case when is_coefficient then is_inside_interval end) as {{ t_integer() }}) as n_with_interval,
        cast(count(case when is_coefficient and is_inside_interval then 1 end) as {{ t_integer() }}) as n_inside_interval,
        {{ median('case when is_coefficient then effect_ratio end') }} as median_effect_ratio
    from flagged
    group by study, scope
)

select *, {{ share('n_significant', 'n_coefficients') }} as significant_share from final
