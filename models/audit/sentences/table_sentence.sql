-- One plain statement per table and subject: which rule applies is a join of states, and its template takes stored numbers.
-- Only usable tests are read, and what does not differ from zero is told with the least effect that would have been found.
{% set keys = ['study', 'table_id', 'role', 'focus', 'moderator', 'outcome'] %}
{% set words = {
    'Focus': 'evidence.focus_en', 'focus': mid_sentence('evidence.focus_en'), 'Moderator': 'evidence.moderator_en',
    'moderator': mid_sentence('evidence.moderator_en'), 'outcome': mid_sentence('evidence.outcome_en'),
    'slopes': told_range('evidence.slope_low', 'evidence.slope_high', "' to '"),
    'detectable': told_range('evidence.detectable_low', 'evidence.detectable_high', "' to '"), 'tests': 'tests.tests_en',
    'all_are': 'phrases.all_are', 'none_differ': 'phrases.none_differ', 'some_differ': 'phrases.some_differ',
    'positive': 'phrases.positive_en'
} %}
{% set words_zh = {
    'focus': 'evidence.focus_zh', 'moderator': 'evidence.moderator_zh', 'outcome': 'evidence.outcome_zh',
    'slopes': told_range('evidence.slope_low', 'evidence.slope_high', "'至'"),
    'detectable': told_range('evidence.detectable_low', 'evidence.detectable_high', "'至'"), 'tests': 'tests.tests_zh',
    'positive': 'phrases.positive_zh'
} %}
{% set numbers = {
    'n': 'cast(evidence.n as ' ~ t_text() ~ ')', 'p_low': told_p('evidence.p_low'), 'p_high': told_p('evidence.p_high'),
    'margin': told_significant('evidence.margin'), 'within': told('100 * evidence.within_share', 1),
    'power_errors': 'evidence.power_errors', 'adjusted_en': "case when evidence.n_tests > 1 then ', adjusted for ' || evidence.n_tests || ' tests' else '' end",
    'adjusted_zh': "case when evidence.n_tests > 1 then '，经' || evidence.n_tests || '项检验的多重性调整' else '' end", 'level': told('100 * finding.p_limit', 0)
} %}
{% for name in ['n_positive', 'n_every', 'n_contested', 'n_untested', 'n_excluded'] %}
    {% do numbers.update({name: 'cast(evidence.' ~ name ~ ' as ' ~ t_text() ~ ')'}) %}
{% endfor %}

with evidence as (
    select * from {{ ref('sentence_evidence') }}
),

phrases as (
    select * from {{ ref('sentence_phrase') }}
),

tests as (
    select * from {{ ref('sentence_test_list') }}
),

rules as (
    select * from {{ ref('sentence_rules') }}
),

worded as (
    select
        evidence.*,
        finding.rule_id as finding_rule_id,
        reach.rule_id as reach_rule_id,
        {{ filled("finding.sentence_en || coalesce(' ' || reach.sentence_en, '')", dict(words, **numbers)) }} as sentence_en,
        {{ filled("finding.sentence_zh || coalesce(reach.sentence_zh, '')", dict(words_zh, **numbers)) }} as sentence_zh
    from evidence
    inner join rules as finding
        on
            evidence.role = finding.role
            and finding.direction in (evidence.direction, '*')
            and finding.support in (evidence.support, '*')
            and finding.part = 'finding'
    left join rules as reach on evidence.reach = reach.reach and reach.part = 'reach'
    inner join phrases
        on {% for key in keys %}{{ ' and ' if not loop.first }}evidence.{{ key }} = phrases.{{ key }}{% endfor %}
    left join tests on evidence.study = tests.study and evidence.table_id = tests.table_id
),

final as (
    select
        {{ keys | join(', ') }}, first_column_id, direction, support, reach, finding_rule_id,
        reach_rule_id, sentence_en, sentence_zh
    from worded
)

select * from final
