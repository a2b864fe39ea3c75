-- Resistance and recovery around declared shocks, after Martin (2012): the region against the nation from the last year
-- before the shock to its trough, and from the trough on. Null where a year of the window has no figure.
with flows as (
    select * from {{ ref('int_flow') }}
    where edition = 'baseline'
),

shocks as (
    select * from {{ ref('shocks') }}
    where region_set = '{{ param('region_set') }}'
),

windows as (
    select
        shocks.shock_id,
        shocks.start_year,
        peak.region_code,
        peak.flow,
        peak.national_base,
        peak.flow_value as flow_peak,
        trough.flow_value as flow_trough,
        recovered.flow_value as flow_recovered,
        peak.national_value as national_peak,
        trough.national_value as national_trough,
        recovered.national_value as national_recovered
    from shocks
    inner join flows as peak on shocks.peak_year = peak.year
    left join flows as trough
        on
            shocks.trough_year = trough.year
            and peak.region_code = trough.region_code
            and peak.flow = trough.flow
            and peak.national_base = trough.national_base
    left join flows as recovered
        on
            shocks.recovery_year = recovered.year
            and peak.region_code = recovered.region_code
            and peak.flow = recovered.flow
            and peak.national_base = recovered.national_base
),

final as (
    select
        region_code,
        shock_id,
        flow,
        national_base,
        start_year,
        {{ resilience('flow_trough', 'flow_peak', 'national_trough', 'national_peak') }} as resistance,
        {{ resilience('flow_recovered', 'flow_trough', 'national_recovered', 'national_trough') }} as recovery,
        {{ sensitivity('flow_trough', 'flow_peak', 'national_trough', 'national_peak') }} as sensitivity_index,
        {{ log_growth('national_trough', 'national_peak') }} as national_log_growth
    from windows
)

select * from final
