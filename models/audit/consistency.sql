-- What the printed numbers alone reveal. A check is a model of models/audit/checks; nothing here is typed in.
with checks as (
    {%- for check in [
        'sample', 'identity', 'moment', 'simple_regression', 'centring', 'moderation', 'significance', 'r2_increment',
    ] %}
    select * from {{ ref('check_' ~ check) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        study,
        check_id,
        cells,
        cast(result_low as {{ t_double() }}) as result_low,
        cast(result_high as {{ t_double() }}) as result_high,
        expected,
        verdict,
        sentence_en,
        sentence_zh
    from checks
)

select * from final
