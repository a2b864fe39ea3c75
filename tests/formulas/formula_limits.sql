-- Limits of Student's t from 10 degrees of freedom on (R 4.2.2, qt(c(0.975, 0.995, 0.95, 0.9995), c(10, 10, 29, 10))), stars by both
-- laws and both sets of levels, and intervals that touch or miss each other.
with limits as (
    select 'student 5 %' as formula, {{ student_limit(1.959964, '10e0') }} as found, 2.2281389e0 as expected, 1e-4 as within
    union all
    select 'student 1 %', {{ student_limit(2.575829, '10e0') }}, 3.1692727e0, 1e-4
    union all
    select 'student 10 %', {{ student_limit(1.644854, '29e0') }}, 1.6991270e0, 1e-4
    union all
    select 'student 0.1 %', {{ student_limit(3.290527, '10e0') }}, 4.5868939e0, 1e-3
),

stars as (
    select 'two stars by the normal law' as formula, {{ star_count('2e0', "'10 5 1'") }} as found, 2 as expected
    union all
    select 'one star by t(10)', {{ star_count('2e0', "'10 5 1'", '10e0') }}, 1
    union all
    select 'one star where one stands at 5 %', {{ star_count('2e0', "'5 1 0.1'") }}, 1
    union all
    select 'no star by t(10) where one stands at 5 %', {{ star_count('2e0', "'5 1 0.1'", '10e0') }}, 0
    union all
    select 'three stars', {{ star_count('2.6e0', "'10 5 1'") }}, 3
),

met as (
    select 'intervals that touch' as formula, {{ overlaps('1e0', '2e0', '2e0', '3e0') }} as found, true as expected
    union all
    select 'one inside the other', {{ overlaps('0e0', '9e0', '2e0', '3e0') }}, true
    union all
    select 'one below the other', {{ overlaps('1e0', '2e0', '2.1e0', '3e0') }}, false
    union all
    select 'one above the other', {{ overlaps('2.1e0', '3e0', '1e0', '2e0') }}, false
)

select formula from limits
where abs(found - expected) > within
union all
select formula from stars
where found <> expected
union all
select formula from met
where found <> expected
