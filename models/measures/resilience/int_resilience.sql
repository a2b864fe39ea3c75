-- k calendar years back, by a join on the year and not by counting rows: a missing year gives null for exactly the years
-- that need it. Editions other than the baseline have the dataset's horizon alone.
with flows as (
    select * from {{ ref('int_flow') }}
),

horizons as (
    {%- for horizon in range(1, 6) %}
    select {{ horizon }} as horizon
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        flows.edition,
        flows.region_code,
        flows.year,
        flows.flow,
        horizons.horizon,
        flows.national_base,
        {{ resilience('flows.flow_value', 'lagged.flow_value', 'flows.national_value', 'lagged.national_value') }} as resilience,
        {{ log_growth('flows.flow_value', 'lagged.flow_value') }} as region_log_growth,
        {{ log_growth('flows.national_value', 'lagged.national_value') }} as national_log_growth,
        flows.flow_value,
        lagged.flow_value as flow_value_lagged,
        flows.national_value,
        lagged.national_value as national_value_lagged
    from flows
    cross join horizons
    left join flows as lagged
        on
            flows.edition = lagged.edition
            and flows.region_code = lagged.region_code
            and flows.flow = lagged.flow
            and flows.national_base = lagged.national_base
            and flows.year - horizons.horizon = lagged.year
    where flows.edition = 'baseline' or horizons.horizon = {{ param('horizon') }}
)

select * from final
