{{ config(tags=['printed']) }}
-- What the printed numbers alone reveal. A check is a model of models/audit/checks; nothing here is typed in. The inputs of a
-- check are its cells as printed, each with the interval that prints so. A check that decides nothing because something is not said
-- names it, and its sentence is about what were then so.
with checks as (
    select study, check_name, check_kind, check_id, result_low, result_high, expected, verdict, n_unknown, sentence_en, sentence_zh
    from {{ ref('audit_checked') }}
    union all
    select study, 'information', check_kind, check_id, result_low, result_high, expected, verdict, 0, sentence_en, sentence_zh
    from {{ ref('check_information') }}
),

assumptions as (
    select * from {{ ref('consistency_checks') }}
),

used as (
    select study, check_id, cell, place from {{ ref('consistency_cell') }}
    union all
    select study, check_id, cell, place from (select study, check_id, {{ cell_rows('cells') }} from {{ ref('check_information') }}) as told
    where cell is not null
),

inputs as (
    select
        used.study,
        used.check_id,
        {{ text_list(
            "numbers.cell_en || ' ' || numbers.value_as_printed || coalesce(' ['
            || " ~ number_text(rounded('numbers.value_low', 'numbers.kept_decimals + 1')) ~ " || ', '
            || " ~ number_text(rounded('numbers.value_high', 'numbers.kept_decimals + 1')) ~ " || ']', '')", 'used.cell') }} as inputs,
        {{ text_list('numbers.cell_en', 'used.cell') }} as cells_en,
        {{ text_list_zh('numbers.cell_zh', 'used.cell') }} as cells_zh
    from used
    inner join {{ ref('audit_published_number') }} as numbers on used.study = numbers.study and used.cell = numbers.cell
    group by used.study, used.check_id
),

unsaid as (
    select distinct study, check_id, premise from {{ ref('audit_check_premise') }}
    where status = 'unknown'
),

unknowns as (
    select
        study,
        check_id,
        {{ text_list(premise_in_words('premise', 'en'), 'premise') }} as unknown_en,
        {{ text_list(premise_in_words('premise', 'zh'), 'premise', '、') }} as unknown_zh
    from unsaid
    group by study, check_id
),

final as (
    select
        checks.study,
        checks.check_id,
        checks.check_name,
        inputs.cells_en,
        inputs.cells_zh,
        inputs.inputs,
        cast(checks.result_low as {{ t_double() }}) as result_low,
        cast(checks.result_high as {{ t_double() }}) as result_high,
        checks.expected,
        checks.verdict,
        unknowns.unknown_en,
        unknowns.unknown_zh,
        assumptions.assumption_en,
        assumptions.assumption_zh,
        coalesce('Not said: ' || unknowns.unknown_en || '. Were it as the check takes it: ', '') || checks.sentence_en as sentence_en,
        coalesce('未说明：' || unknowns.unknown_zh || '。若如检查所设：', '') || checks.sentence_zh as sentence_zh
    from checks
    inner join assumptions on checks.check_name = assumptions.check_name
    left join inputs on checks.study = inputs.study and checks.check_id = inputs.check_id
    left join unknowns on checks.study = unknowns.study and checks.check_id = unknowns.check_id
)

select * from final
