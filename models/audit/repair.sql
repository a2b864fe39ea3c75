{{ config(materialized='view', tags=['printed']) }}
-- The fewest printed cells whose change clears each fault (results.audit_repairs, which is written after the checks), in words.
{% set kinds_zh = {
    'transposition': '数字换位', 'sign': '符号', 'decimal point': '小数点', 'digit': '一位数字', 'stars': '星号', 'word': '是否',
    'two cells swapped': '两格互换', 'digit left out': '漏印一位', 'another number': '另一数值',
} %}

with changes as (
    select
        repairs.*,
        numbers.cell_en,
        numbers.cell_zh,
        coalesce(nullif(repairs.value_as_printed, ''), '–') || ' → ' || coalesce(nullif(repairs.value_meant, ''), '–') as told,
        case repairs.misprint {% for kind, zh in kinds_zh.items() %}when '{{ kind }}' then '{{ zh }}' {% endfor %}end as misprint_zh
    from {{ source('results', 'audit_repairs') }} as repairs
    left join {{ ref('audit_published_number') }} as numbers on repairs.study = numbers.study and repairs.cell = numbers.cell
),

cleared as (
    select study, fault, {{ text_list('check_id', 'check_id', '; ') }} as checks from {{ source('results', 'audit_repair_checks') }}
    group by study, fault
),

sets as (
    select
        study,
        fault,
        place,
        count(cell) as n_cells,
        max(n_other) as n_other,
        max(n_holds) as n_holds,
        {{ text_list("cell_en || ': ' || told || ' (' || misprint || ')'", 'cell') }} as told_en,
        {{ text_list_zh("cell_zh || '：' || told || '（' || misprint_zh || '）'", 'cell') }} as told_zh
    from changes
    group by study, fault, place
),

final as (
    select
        sets.study,
        sets.fault,
        sets.place,
        sets.n_cells,
        sets.n_other,
        sets.n_holds,
        cleared.checks,
        case
            when n_cells = 0 then 'No slip of a printed cell clears ' || checks
            else told_en || case n_other when 0 then '' when 1 then '; another value does as well' else '; ' || n_other || ' other values do as well' end
        end as sentence_en,
        case
            when n_cells = 0 then '任何单格误植均不能消除：' || checks
            else told_zh || case when n_other = 0 then '' else '；另有' || n_other || '个取值亦可' end
        end as sentence_zh
    from sets
    left join cleared on sets.study = cleared.study and sets.fault = cleared.fault
)

select * from final
