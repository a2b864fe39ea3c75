-- Whatever a person should know about the data: the gate's findings, dbt's stored failures, series that join
-- vintages, figures that a correction changes or flags, sources of one vintage that disagree, and totals that do not add up.
{% set customs = {'flow': 'flow', 'currency': 'currency', 'months': fixed_text('n_months', 0), 'chapters': fixed_text('n_chapters', 0)} %}
{% set dated = 'cast(corrections.decided_date as ' ~ t_text() ~ ')' %}
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
        'dbt', rule, 'refuse', null, null, n_rows, {{ message('finding.test_failed.expected', 'en') }},
        {{ filled(message('finding.test_failed.remedy', 'en'), {'rule': 'rule'}) }},
        {{ message('finding.test_failed', 'en') }}, {{ message('finding.test_failed', 'zh') }}, false, null
    from failures
    union all
    select
        'series link', links.link_id, 'finding', links.largest_jump_region_code, links.joint_year, links.largest_jump_pct,
        {{ message('finding.series_link.expected', 'en') }}, {{ message('finding.series_link.remedy', 'en') }}, links.reason_en,
        links.reason_zh, true, {{ message('finding.series_link.accepted', 'en') }}
    from links
    where links.link_id in (select link_id from {{ ref('link_in_use') }})
    union all
    select
        'customs', 'customs_year_complete', 'finding', region_code, year, n_months,
        {{ message('finding.customs_year.expected', 'en') }}, {{ message('finding.customs_year.remedy', 'en') }},
        {{ filled(message('finding.customs_year', 'en'), customs) }},
        {{ filled(message('finding.customs_year', 'zh'), customs) }}, false, null
    from {{ ref('int_customs_year') }}
    where not is_complete
    union all
    select
        'correction', corrections.action || ' ' || corrections.correction_id, 'finding', corrected.region_code, corrected.year,
        {{ to_number('corrected.value_text') }},
        {{ filled('expected.en', {'action': 'corrections.action', 'value': 'corrections.new_value'}) }},
        {{ filled(message('finding.correction.remedy', 'en'), {'is_flag': flag("corrections.action = 'flag'")}) }},
        corrections.reason_en, corrections.reason_zh, corrections.action <> 'flag',
        case when corrections.action <> 'flag'
            then {{ filled(message('finding.correction.accepted', 'en'), {'who': 'corrections.said_by', 'date': dated}) }} end
    from corrections
    inner join corrected on corrections.correction_id = corrected.correction_id
    inner join {{ ref('messages') }} as expected
        on expected.id = 'finding_correction.' || case when corrections.action in ('drop', 'flag') then corrections.action else 'other' end
    union all
    select
        'disagreement', 'disagreement on ' || indicator_code || ' ' || vintage, 'finding', null, null, n_cells,
        {{ message('finding.disagreement.expected', 'en') }}, {{ message('finding.disagreement.remedy', 'en') }},
        {{ filled(message('finding.disagreement', 'en'), sources) }},
        {{ filled(message('finding.disagreement', 'zh'), sources) }}, false, null
    from disagreements
    union all
    select
        'landing total', 'total of ' || indicator_code || ' in ' || source_id, 'finding', null, year, relative_difference,
        {{ message('finding.landing_total.expected', 'en') }}, {{ message('finding.landing_total.remedy', 'en') }},
        {{ message('finding.landing_total', 'en') }}, {{ message('finding.landing_total', 'zh') }}, false, null
    from {{ ref('landing_total') }}
    union all
    select
        'variable', 'without figures: ' || variable, 'finding', null, null, null,
        {{ message('finding.variable_without_figures.expected', 'en') }}, {{ message('finding.variable_without_figures.remedy', 'en') }},
        sentence_en, sentence_zh, true, {{ message('finding.variable_without_figures.accepted', 'en') }}
    from {{ ref('variable_without_figures') }}
),

final as (
    select
        row_number() over (order by finding_source, rule, region_code, year) as finding_id,
        *
    from combined
)

select * from final
