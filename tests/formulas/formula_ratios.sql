-- share, per_capita and natural_log: the normal case, zero, null and negative numbers.
with cases as (
    select 'share' as formula, {{ share('3e0', '4e0') }} as found, 0.75e0 as expected
    union all
    select 'share of counts', {{ share('1', '2') }}, 0.5e0
    union all
    select 'share of nothing', {{ share('3e0', '0e0') }}, null
    union all
    select 'share of a missing base', {{ share('3e0', 'cast(null as ' ~ t_double() ~ ')') }}, null
    union all
    select 'share binds its numerator', {{ share('1e0 + 2e0', '4e0') }}, 0.75e0
    union all
    select 'per_capita', {{ per_capita('10e0', '4e0') }}, 2.5e0
    union all
    select 'per_capita without people', {{ per_capita('10e0', '0e0') }}, null
    union all
    select 'natural_log', {{ natural_log('exp(2e0)') }}, 2e0
    union all
    select 'natural_log of zero', {{ natural_log('0e0') }}, null
    union all
    select 'natural_log of a negative number', {{ natural_log('-1e0') }}, null
)

select *
from cases
where {{ differs('found', 'expected') }}
