-- The tests that were computed for a table, in words.
with read as (
    select distinct estimates.study, estimates.table_id, tests.position, tests.test_en, tests.test_zh
    from {{ source('results', 'estimates') }} as estimates
    inner join {{ ref('sentence_tests') }} as tests on estimates.se_type like tests.se_type_pattern
    where estimates.panel_sha256 = {{ panel_fingerprint() }} and estimates.p_value is not null
),

final as (
    select
        study,
        table_id,
        {{ text_list('test_en', 'position') }} as tests_en,
        replace({{ text_list('test_zh', 'position') }}, ', ', '、') as tests_zh
    from read
    group by study, table_id
)

select * from final
