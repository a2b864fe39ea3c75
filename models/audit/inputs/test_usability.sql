-- What the measured size of a test allows it to be read for: usable where no error law has it reject a true zero too often,
-- conservative where some law has it reject so seldom that its silence says little. Power is that of the smallest effect.
with sizes as (
    select * from {{ source('results', 'test_size') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

limits as (
    select
        max(case when rule_id = 'usable' then limit_value end) as usable_limit,
        max(case when rule_id = 'conservative' then limit_value end) as conservative_limit
    from {{ ref('verdict_rules') }}
),

effects as (
    select study, min(effect) as effect
    from sizes
    where effect > 0
    group by study
),

measured as (
    select
        sizes.study, sizes.table_id, sizes.column_id, sizes.term, sizes.se_type,
        count(case when sizes.effect = 0 then 1 end) as n_laws,
        min(case when sizes.effect = 0 then sizes.rejection end) as size_low,
        max(case when sizes.effect = 0 then sizes.rejection end) as size_high,
        max(effects.effect) as effect,
        min(case when sizes.effect = effects.effect then sizes.rejection end) as power_low,
        max(case when sizes.effect = effects.effect then sizes.rejection end) as power_high
    from sizes
    left join effects using (study)
    group by sizes.study, sizes.table_id, sizes.column_id, sizes.term, sizes.se_type
),

final as (
    select
        measured.*,
        measured.size_high <= limits.usable_limit as is_usable,
        measured.size_low < limits.conservative_limit as is_conservative
    from measured
    cross join limits
)

select * from final
