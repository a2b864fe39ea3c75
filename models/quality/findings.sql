-- Whatever a person should know about the data: the gate's findings, dbt's stored failures, series that join
-- vintages, figures that a correction changes or flags, sources of one vintage that disagree, and totals that do not add up.
{% set customs = {'flow': 'flow', 'currency': 'currency', 'months': fixed_text('n_months', 0), 'chapters': fixed_text('n_chapters', 0)} %}
{% set sources = {'source': 'source_id', 'other': 'other_source_id'} %}

with gate as (
    select * from {{ source('results', 'gate_findings') }}
),

failures as (
    {{ stored_failures() }}
),

links as (
    select * from {{ ref('series_links') }}
),

corrections as (
    select * from {{ ref('corrections') }}
),

corrected as (
    select * from {{ ref('fct_observation_candidate') }} where correction_id is not null
),

disagreements as (
    select source_id, other_source_id, indicator_code, vintage, count(*) as n_cells
    from {{ ref('source_disagreement') }}
    group by source_id, other_source_id, indicator_code, vintage
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
        {{ message('finding.test_failed', 'en') }}, {{ message('finding.test_failed', 'zh') }}, false, null
    from failures
    union all
    select
        'series link', links.link_id, 'finding', links.largest_jump_region_code, links.joint_year, links.largest_jump_pct,
        'one vintage throughout', 'read the note; estimate on one side of the joint as a check', links.reason_en, links.reason_zh,
        true, 'series link stated in reference.series_links'
    from links
    where links.link_id in (select link_id from {{ ref('link_in_use') }})
    union all
    select
        'customs', 'customs_year_complete', 'finding', region_code, year, n_months,
        'twelve months and 97 HS chapters', 'download what is missing and run again',
        {{ filled(message('finding.customs_year', 'en'), customs) }},
        {{ filled(message('finding.customs_year', 'zh'), customs) }}, false, null
    from {{ ref('int_customs_year') }}
    where not is_complete
    union all
    select
        'correction', corrections.action || ' ' || corrections.correction_id, 'finding', corrected.region_code, corrected.year,
        {{ to_number('corrected.value_text') }},
        case corrections.action
            when 'drop' then 'no figure'
            when 'flag' then 'a figure nobody doubts'
            else corrections.action || ' ' || corrections.new_value
        end,
        case when corrections.action = 'flag' then 'compare with another source; then drop, override or delete the flag'
            else 'none while the source stands as it is' end,
        corrections.reason_en, corrections.reason_zh, corrections.action <> 'flag',
        case when corrections.action <> 'flag' then 'decided by ' || corrections.said_by || ', ' || corrections.decided_date end
    from corrections
    inner join corrected on corrections.correction_id = corrected.correction_id
    union all
    select
        'disagreement', 'disagreement on ' || indicator_code || ' ' || vintage, 'finding', null, null, n_cells,
        'one figure in one vintage', 'see quality.source_disagreement; correct or drop the wrong one',
        {{ filled(message('finding.disagreement', 'en'), sources) }},
        {{ filled(message('finding.disagreement', 'zh'), sources) }}, false, null
    from disagreements
    union all
    select
        'landing total', 'total of ' || indicator_code || ' in ' || source_id, 'finding', null, year, relative_difference,
        'the sum of its regions', 'look for a wrong figure or label in the file; the total itself is not read',
        {{ message('finding.landing_total', 'en') }}, {{ message('finding.landing_total', 'zh') }}, false, null
    from {{ ref('landing_total') }}
    union all
    select
        'variable', variable || ' has no figures', 'finding', null, null, null, 'figures of all that it is made of',
        'none where no column needs it; else a file with them in data/', sentence_en, sentence_zh, true, 'figures are optional'
    from {{ ref('variable_without_figures') }}
),

final as (
    select
        row_number() over (order by finding_source, rule, region_code, year) as finding_id,
        *
    from combined
)

select * from final
