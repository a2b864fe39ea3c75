-- resilience: growth against the base; null for a missing, zero or negative flow in either year.
with cases as (
    select 'twice the base' as formula, {{ resilience('4e0', '1e0', '20e0', '10e0') }} as found, ln(2e0) as expected
    union all
    select 'with the base', {{ resilience('2e0', '1e0', '20e0', '10e0') }}, 0e0
    union all
    select 'alone in the base', {{ resilience('7e0', '3e0', '7e0', '3e0') }}, 0e0
    union all
    select 'zero', {{ resilience('0e0', '1e0', '20e0', '10e0') }}, null
    union all
    select 'negative before', {{ resilience('2e0', '-1e0', '20e0', '10e0') }}, null
    union all
    select 'sensitivity: half the fall', {{ sensitivity('9e0', '10e0', '80e0', '100e0') }}, 0.5e0
    union all
    select 'sensitivity: against the fall', {{ sensitivity('11e0', '10e0', '80e0', '100e0') }}, -0.5e0
    union all
    select 'sensitivity: the base grew', {{ sensitivity('9e0', '10e0', '101e0', '100e0') }}, null
    union all
    select 'missing', {{ resilience('cast(null as ' ~ t_double() ~ ')', '1e0', '20e0', '10e0') }}, null
)

select *
from cases
where {{ differs('found', 'expected') }}
