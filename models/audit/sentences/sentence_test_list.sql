-- The usable tests of a table, in words; several conventions of one test by their own names.
with read as (
    select distinct usable.study, usable.table_id, usable.se_type, tests.position, tests.test_en, tests.test_zh
    from {{ ref('usable_test') }} as usable
    inner join {{ ref('sentence_tests') }} as tests on usable.se_type like tests.se_type_pattern
),

named as (
    select *, count(*) over (partition by study, table_id, position) > 1 as is_one_of_several
    from read
),

final as (
    select
        study,
        table_id,
        {{ text_list('case when is_one_of_several then se_type else test_en end', '(position + 10) || se_type') }} as tests_en,
        {{ text_list_zh('case when is_one_of_several then se_type else test_zh end', '(position + 10) || se_type') }} as tests_zh
    from named
    group by study, table_id
)

select * from final
