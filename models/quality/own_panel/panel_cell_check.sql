-- Values of quantities that stand out: against the unit's own neighbours in time, and against all values of the variable.
with cells as (
    select * from {{ ref('panel_cell') }} where value is not null
),

variables as (
    select * from {{ ref('panel_variable') }}
),

series as (
    select * from {{ ref('panel_series') }}
),

-- Of quantities, not of codes of a few categories. A series is quiet where it is never negative and its typical year changes it by
-- less than a quarter; only then is a factor of ten a slip.
measured as (
    select
        cells.region_code,
        cells.year,
        cells.variable,
        variables.label_en,
        variables.label_zh,
        cells.value,
        cells.value_before,
        cells.value_after,
        cells.step,
        cells.next_step,
        lag(cells.step) over (partition by cells.region_code, cells.variable order by cells.year) as earlier_step,
        variables.minimum >= 0
        and coalesce(case when series.n_steps >= 4 then series.typical_step end, variables.typical_step) < 0.1e0 as is_quiet,
        case
            when variables.is_positive
                then abs(cells.step) / nullif(greatest(coalesce(series.typical_step, 0e0), variables.typical_step), 0)
            else
                abs(cells.value - cells.value_before)
                / nullif(greatest(coalesce(series.typical_change, 0e0), variables.typical_change), 0)
        end as jump,
        abs(case when variables.is_positive then ln(cells.value) else cells.value end - variables.middle)
        / nullif(variables.spread, 0) as distance
    from cells
    inner join variables on cells.variable = variables.variable and variables.n_levels > 20
    inner join series on cells.region_code = series.region_code and cells.variable = series.variable
),

slips as (
    select
        *,
        is_quiet and abs(step - round(step)) < 0.1e0 and abs(round(step)) between 1 and 6 as steps_by_tens,
        abs(step + next_step) < 0.2e0 as returns,
        abs(step + earlier_step) < 0.2e0 as is_return,
        greatest(abs(coalesce(earlier_step, next_step)), abs(coalesce(next_step, earlier_step))) < 0.2e0 as is_quiet_around
    from measured
),

final as (
    select
        region_code,
        year,
        variable,
        label_en,
        label_zh,
        value,
        value_before,
        value_after,
        case when steps_by_tens and returns and not coalesce(is_return, false) then power(10e0, round(step)) else 1e0 end as slip_factor,
        case when steps_by_tens and is_quiet_around then power(10e0, round(step)) else 1e0 end as break_factor,
        case when not coalesce(steps_by_tens and (returns or is_return or is_quiet_around), false) then jump end as jump,
        distance
    from slips
)

select * from final
