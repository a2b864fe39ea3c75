-- One plain statement per table and subject: which rule applies is a join of states, and its template takes stored numbers.
-- Only usable tests are read, and what does not differ from zero is told with the least effect that would have been found.
{% set keys = ['study', 'table_id', 'role', 'focus', 'moderator', 'outcome'] %}
{% set texts = {
    'Focus': 'evidence.focus_en', 'focus_zh': 'evidence.focus_zh', 'focus_en': mid_sentence('evidence.focus_en'),
    'Moderator': 'evidence.moderator_en', 'moderator_zh': 'evidence.moderator_zh', 'moderator_en': mid_sentence('evidence.moderator_en'),
    'outcome_en': mid_sentence('evidence.outcome_en'), 'outcome_zh': 'evidence.outcome_zh', 'tests_en': 'tests.tests_en', 'tests_zh': 'tests.tests_zh',
    'p_low': p_text('evidence.p_low'), 'p_high': p_text('evidence.p_high'), 'margin': significant_text('evidence.margin'),
    'within': fixed_text('100 * evidence.within_share', 1), 'power_errors': 'evidence.power_errors', 'level': fixed_text('100 * finding.p_limit', 0),
    'n_tests': fixed_text('case when evidence.n_tests > 1 then evidence.n_tests end', 0)
} %}
{% for name in ['n', 'n_positive', 'n_every', 'n_contested', 'n_untested', 'n_excluded'] %}
    {% do texts.update({name: fixed_text('evidence.' ~ name, 0)}) %}
{% endfor %}

with evidence as (
    select * from {{ ref('sentence_evidence') }}
),

-- the usable tests of a table; several conventions of one test by their own names
read as (
    select distinct usable.study, usable.table_id, usable.se_type, tests.position, tests.test_en, tests.test_zh
    from {{ ref('usable_test') }} as usable
    inner join {{ ref('sentence_tests') }} as tests on usable.se_type like tests.se_type_pattern
),

named as (
    select *, count(*) over (partition by study, table_id, position) > 1 as is_one_of_several
    from read
),

tests as (
    select
        study,
        table_id,
        {{ joined_lists('case when is_one_of_several then se_type else test_@ end', '(position + 10) || se_type', 'tests') }}
    from named
    group by study, table_id
),

rules as (
    select * from {{ ref('sentence_rules') }}
),

messages as (
    select * from {{ ref('messages') }}
),

worded as (
    select
        evidence.*,
        finding.rule_id as finding_rule_id,
        reach.rule_id as reach_rule_id,
        {%- for language in ['en', 'zh'] %}
        {{ filled('said.' ~ language ~ " || coalesce(" ~ ("' ' || " if language == 'en' else '') ~ "reached." ~ language ~ ", '')", dict(texts, **{
            'slopes_' ~ language: range_text('evidence.slope_low', 'evidence.slope_high', language),
            'detectable_' ~ language: range_text('evidence.detectable_low', 'evidence.detectable_high', language),
            'signs_' ~ language: filled('signs.' ~ language, {'n': texts.n, 'n_positive': texts.n_positive})
        })) }} as sentence_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from evidence
    inner join rules as finding
        on
            evidence.role = finding.role
            and finding.direction in (evidence.direction, '*')
            and finding.support in (evidence.support, '*')
            and finding.part = 'finding'
    left join rules as reach on evidence.reach = reach.reach and reach.part = 'reach'
    inner join messages as said on 'statement.' || finding.rule_id = said.id
    left join messages as reached on 'statement.' || reach.rule_id = reached.id
    left join messages as signs on 'signs.' || evidence.direction = signs.id
    left join tests on evidence.study = tests.study and evidence.table_id = tests.table_id
),

final as (
    select
        {{ keys | join(', ') }}, first_column_id, direction, support, reach, finding_rule_id,
        reach_rule_id, sentence_en, sentence_zh
    from worded
)

select * from final
