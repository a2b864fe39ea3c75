{{ config(tags=['printed']) }}
-- What the printed numbers alone reveal. A check is a model of models/audit/checks; nothing here is typed in. The inputs of a
-- check are its cells as printed, each with the interval that prints so. A check that decides nothing because something is not said
-- names it, and its sentence is about what were then so.
with found as (
    select * from {{ ref('audit_check') }}
    union all
    select * from {{ ref('check_information') }}
),

checks as (
    select study, check_name, check_id, result_low, result_high, verdict from {{ ref('audit_checked') }}
    union all
    select study, check_name, check_id, result_low, result_high, verdict from {{ ref('check_information') }}
),

messages as (
    select * from {{ ref('messages') }}
),

worded as (
    select
        found.study,
        found.check_id,
        {{ filled_from('expected.en', 'found.words') }} as expected,
        {{ joined(filled_from('sentences.en', 'found.words'), 'en') }} as sentence_en,
        {{ joined(filled_from('sentences.zh', 'found.words'), 'zh') }} as sentence_zh
    from found
    inner join messages as expected on 'check.' || found.check_kind || '.expected' = expected.id
    inner join messages as sentences
        on 'check.' || found.check_kind || coalesce('.' || {{ list_item('found.words', 1) }}, '') = sentences.id
),

used as (
    select distinct study, check_id, cell
    from (select study, check_id, {{ cell_rows('cells') }} from found) as named
    where cell is not null
),

inputs as (
    select
        used.study,
        used.check_id,
        {{ text_list(
            "names.cell_en || ' ' || numbers.value_as_printed || coalesce(' ['
            || " ~ number_text(rounded('numbers.value_low', 'numbers.kept_decimals + 1')) ~ " || ', '
            || " ~ number_text(rounded('numbers.value_high', 'numbers.kept_decimals + 1')) ~ " || ']', '')", 'used.cell') }} as inputs,
        {{ joined_lists('names.cell_@', 'used.cell', 'cells') }}
    from used
    inner join {{ ref('audit_published_number') }} as numbers using (study, cell)
    inner join {{ ref('audit_cell_name') }} as names using (study, cell)
    group by used.study, used.check_id
),

unsaid as (
    select distinct study, check_id, premise from {{ ref('audit_check_premise') }}
    where status = 'unknown'
),

unknowns as (
    select
        unsaid.study,
        unsaid.check_id,
        {{ joined_lists('messages.@', 'unsaid.premise', 'unknown') }}
    from unsaid
    inner join messages on 'premise.' || unsaid.premise = messages.id
    group by unsaid.study, unsaid.check_id
),

final as (
    select
        checks.study, checks.check_id, checks.check_name, inputs.cells_en, inputs.cells_zh, inputs.inputs,
        cast(checks.result_low as {{ t_double() }}) as result_low,
        cast(checks.result_high as {{ t_double() }}) as result_high,
        worded.expected, checks.verdict, unknowns.unknown_en, unknowns.unknown_zh, assumptions.assumption_en,
        assumptions.assumption_zh,
        {{ filled('unless_stated.en', {'unknown': 'unknowns.unknown_en', 'sentence': 'worded.sentence_en'}) }} as sentence_en,
        {{ filled('unless_stated.zh', {'unknown': 'unknowns.unknown_zh', 'sentence': 'worded.sentence_zh'}) }} as sentence_zh
    from checks
    inner join {{ ref('consistency_checks') }} as assumptions using (check_name)
    inner join worded using (study, check_id)
    inner join messages as unless_stated on unless_stated.id = 'check.unless_stated'
    left join inputs on checks.study = inputs.study and checks.check_id = inputs.check_id
    left join unknowns on checks.study = unknowns.study and checks.check_id = unknowns.check_id
)

select * from final
