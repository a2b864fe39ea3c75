-- Every way in which the search builds the outcome: growth or level, horizons 1 to 5.
with resilience as (
    select *
    from {{ ref('int_resilience') }}
    where
        flow = '{{ param('flow') }}'
        and national_base = '{{ param('national_base') }}'
        and region_code in (select region_code from {{ ref('int_regions') }} where is_in_panel)
        and year between {{ param('panel_start') }} and {{ param('panel_end') }}
),

outcomes as (
    select 'log_growth_less_base' as outcome, horizon, region_code, year, resilience as value from resilience
    union all
    select 'log_growth', horizon, region_code, year, region_log_growth from resilience
    union all
    select 'growth_ratio', horizon, region_code, year, exp(resilience) from resilience
    union all
    select 'share', 0, region_code, year, flow_value / national_value from resilience
    where horizon = 1
),

complete as (
    select outcome, horizon from outcomes
    group by outcome, horizon
    having count(value) = count(*)
),

final as (
    select outcomes.* from outcomes
    inner join complete on outcomes.outcome = complete.outcome and outcomes.horizon = complete.horizon
)

select * from final
