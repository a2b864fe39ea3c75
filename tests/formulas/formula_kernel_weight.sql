-- kernel_weight: each family, the own weight, the cutoff, and two regions at one point.
with kernels as (
    select 'inverse_power' as family, 2e0 as p, cast(null as {{ t_double() }}) as d0_km, cast(null as {{ t_double() }}) as cutoff_km, 10e0 as unit_km, 3e0 as own_weight,
        20e0 as distance_km, false as is_own,
        0.25e0 as expected
    union all
    select 'inverse_power', 1e0, null, null, 1e0, 3e0, 0e0, true, 3e0
    union all
    select 'inverse_power', 1e0, null, null, 1e0, 3e0, 0e0, false, null
    union all
    select 'inverse_power', 1e0, null, 100e0, 1e0, 3e0, 101e0, false, 0e0
    union all
    select 'exponential', null, 10e0, null, 1e0, 1e0, 10e0, false, exp(-1e0)
    union all
    select 'gaussian', null, 10e0, null, 1e0, 1e0, 10e0, false, exp(-0.5e0)
    union all
    select 'binary', null, null, 100e0, 1e0, 1e0, 100e0, false, 1e0
    union all
    select 'binary', null, null, 100e0, 1e0, 1e0, 100.1e0, false, 0e0
),

cases as (
    select
        *,
        {{ kernel_weight('kernels', 'kernels.distance_km', 'kernels.is_own') }} as found
    from kernels
)

select *
from cases
where {{ differs('found', 'expected') }}
