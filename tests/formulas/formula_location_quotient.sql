-- location_quotient: twice the base's share is 2; alone in the base is 1; a missing region of the base is null.
with cases as (
    select 'twice the share' as formula, {{ location_quotient('2e0', '10e0', '10e0', '100e0', '0') }} as found, 2e0 as expected
    union all
    select 'alone in the base', {{ location_quotient('3e0', '7e0', '3e0', '7e0', '0') }}, 1e0
    union all
    select 'no employment', {{ location_quotient('0e0', '7e0', '3e0', '7e0', '0') }}, 0e0
    union all
    select 'a region of the base is missing', {{ location_quotient('2e0', '10e0', '10e0', '100e0', '1') }}, null
    union all
    select 'an empty industry', {{ location_quotient('0e0', '10e0', '0e0', '100e0', '0') }}, null
)

select *
from cases
where {{ differs('found', 'expected') }}
