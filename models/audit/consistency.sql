{{ config(tags=['printed']) }}
-- What the printed numbers alone reveal. A check is a model of models/audit/checks; nothing here is typed in. The inputs of a
-- check are its cells as printed, each with the interval that prints so.
with checks as (
    {%- for check in [
        'sample', 'calendar', 'identity', 'moment', 'concentration', 'simple_regression', 'algebra', 'nested', 'equation', 'centring',
        'moderation', 'significance', 'r2_increment', 'error_type', 'error_floor', 'text', 'added_regressor', 'repeated_column', 'bounds',
        'classical', 'covariance', 'part_of_sample', 'duplicate', 'information', 'completeness',
    ] %}
    select '{{ check }}' as check_name, checks.* from {{ ref('check_' ~ check) }} as checks
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

assumptions as (
    select * from {{ ref('consistency_checks') }}
),

used as (
    select study, check_id, {{ split_rows('cells') }} as cell from checks
),

inputs as (
    select
        used.study,
        used.check_id,
        {{ text_list(
            "numbers.cell_en || ' ' || numbers.value_as_printed || coalesce(' ['
            || " ~ number_text(rounded('numbers.value_low', 'numbers.decimals + 1')) ~ " || ', '
            || " ~ number_text(rounded('numbers.value_high', 'numbers.decimals + 1')) ~ " || ']', '')", 'used.cell') }} as inputs,
        {{ text_list('numbers.cell_en', 'used.cell') }} as cells_en,
        {{ text_list_zh('numbers.cell_zh', 'used.cell') }} as cells_zh
    from used
    inner join {{ ref('audit_published_number') }} as numbers on used.study = numbers.study and used.cell = numbers.cell
    group by used.study, used.check_id
),

final as (
    select
        checks.study,
        checks.check_id,
        checks.check_name,
        checks.cells,
        inputs.cells_en,
        inputs.cells_zh,
        inputs.inputs,
        cast(checks.result_low as {{ t_double() }}) as result_low,
        cast(checks.result_high as {{ t_double() }}) as result_high,
        checks.expected,
        checks.verdict,
        assumptions.assumption_en,
        assumptions.assumption_zh,
        checks.sentence_en,
        checks.sentence_zh
    from checks
    inner join assumptions on checks.check_name = assumptions.check_name
    left join inputs on checks.study = inputs.study and checks.check_id = inputs.check_id
)

select * from final
