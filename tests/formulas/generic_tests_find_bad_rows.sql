-- A generic test that cannot fail is a defect: each is given one good and one bad relation and must return exactly the
-- bad rows.
with good as (
    select 1 as a, 'x' as b
    union all
    select 1 as a, 'y' as b
),

bad as (
    select 1 as a, 'x' as b
    union all
    select 1 as a, 'x' as b
),

cells as (
    select 's' as source_id, 'row 1' as place, '12,3' as value_text, cast(null as {{ t_double() }}) as value
    union all
    select 's', 'row 2', '…', null
    union all
    select 's', 'row 3', null, null
    union all
    select 's', 'row 4', '1.5', 1.5
),

counted as (
    select 'unique_combination, good' as case_name, count(*) as found, 0 as expected
    from ({{ test_unique_combination('good', ['a', 'b']) }}) as returned
    union all
    select 'unique_combination, bad', count(*), 1
    from ({{ test_unique_combination('bad', ['a', 'b']) }}) as returned
    union all
    select 'no_rows', count(*), 2
    from ({{ test_no_rows('bad') }}) as returned
    union all
    select 'known_number_or_marker', count(*), 1
    from ({{ test_known_number_or_marker('cells') }}) as returned
)

select *
from counted
where found <> expected
