-- Whatever a person should know about the data: the gate's findings, dbt's stored failures, and series that join vintages.
with gate as (
    select * from {{ source('results', 'gate_findings') }}
),

failures as (
    {{ stored_failures() }}
),

links as (
    select * from {{ ref('series_links') }}
),

used_links as (
    select distinct link_id from {{ ref('fct_observation') }} where link_id is not null
),

combined as (
    select
        'gate' as finding_source,
        rule,
        severity,
        region_code,
        year,
        value,
        expected,
        remedy,
        sentence_en,
        sentence_zh,
        is_accepted,
        accepted_reason
    from gate
    union all
    select
        'dbt', rule, 'refuse', null, null, n_rows, 'no failing rows', 'see the rows in test_failures.' || rule,
        'A test of the warehouse failed.', '仓库检验未通过。', false, null
    from failures
    union all
    select
        'series link', links.link_id, 'finding', links.largest_jump_region_code, links.joint_year, links.largest_jump_pct,
        'one vintage throughout', 'read the note; estimate on one side of the joint as a check', links.reason_en, links.reason_zh,
        true, 'series link stated in reference.series_links'
    from links
    inner join used_links on links.link_id = used_links.link_id
    union all
    select
        'customs', 'customs_year_complete', 'finding', region_code, year, n_months,
        'twelve months and 97 HS chapters', 'download what is missing and run again',
        flow || ', ' || currency || ': ' || n_months || ' months, ' || n_chapters || ' chapters; no annual figure.',
        flow || '，' || currency || '：' || n_months || ' 个月，' || n_chapters || ' 章；不作年度数。', false, null
    from {{ ref('int_customs_year') }}
    where not is_complete
),

final as (
    select
        row_number() over (order by finding_source, rule, region_code, year) as finding_id,
        *
    from combined
)

select * from final
