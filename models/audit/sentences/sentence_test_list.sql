-- The tests that were computed for a table, in words; several conventions of one test by their own names.
with read as (
    select distinct estimates.study, estimates.table_id, estimates.se_type, tests.position, tests.test_en, tests.test_zh
    from {{ source('results', 'estimates') }} as estimates
    inner join {{ ref('sentence_tests') }} as tests on estimates.se_type like tests.se_type_pattern
    where estimates.panel_sha256 = {{ panel_fingerprint() }} and estimates.p_value is not null
),

named as (
    select *, count(*) over (partition by study, table_id, position) > 1 as is_one_of_several
    from read
),

final as (
    select
        study,
        table_id,
        {{ text_list('case when is_one_of_several then se_type else test_en end', 'position || se_type') }} as tests_en,
        {{ text_list_zh('case when is_one_of_several then se_type else test_zh end', 'position || se_type') }} as tests_zh
    from named
    group by study, table_id
)

select * from final
