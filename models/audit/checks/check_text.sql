-- Text against tables: variables that are described and never used, coefficients an equation uses twice, tables whose note
-- leaves open which errors and effects they have, and what a simulation says of a test with so few units.
with facts as (
    select * from {{ ref('published_facts') }}
),

coefficients as (
    select * from {{ ref('audit_published_coefficient') }}
    where estimate is not null
),

orphans as (
    select facts.study, facts.term, facts.where_stated, min(numbers.cell) as cells
    from facts
    left join coefficients on facts.study = coefficients.study and facts.term = coefficients.variable
    left join {{ ref('audit_published_number') }} as numbers on facts.study = numbers.study and facts.term = numbers.term
    where facts.fact = 'stated_regressor' and coefficients.term is null
    group by facts.study, facts.term, facts.where_stated
),

notes as (
    select
        fits.study,
        fits.table_id,
        min(fits.cell) as cells,
        max(case when stated.fact is null then 1 else 0 end) as errors_open,
        max(case when fits.effects_stated then 0 else 1 end) as effects_open
    from {{ ref('audit_published_fit') }} as fits
    left join facts as stated
        on fits.study = stated.study and stated.fact = 'standard_errors' and stated.table_id in (fits.table_id, '*')
    group by fits.study, fits.table_id
),

final as (
    select
        study,
        'orphan_' || term as check_id,
        coalesce(cells, '') as cells,
        cast(null as {{ t_double() }}) as result_low,
        cast(null as {{ t_double() }}) as result_high,
        'a column with ' || term || ', which the ' || where_stated || ' lists' as expected,
        'contradicts' as verdict,
        'The text lists ' || term || ' among its variables; no printed column contains it.' as sentence_en,
        '正文列出变量' || term || '，但各列均未使用。' as sentence_zh
    from orphans
    union all
    select
        study,
        'repeated_coefficient_' || term,
        '',
        {{ to_number('value_text') }},
        {{ to_number('value_text') }},
        'one place for each coefficient of an equation',
        'contradicts',
        'The ' || where_stated || ' uses ' || term || ' ' || value_text || ' times: a misprint, as two terms cannot share it.',
        '方程' || where_stated || '中' || term || '出现' || value_text || '次：两项不能共用一个系数，属误植。'
    from facts
    where fact = 'repeated_coefficient' and {{ to_number('value_text') }} > 1
    union all
    select
        study,
        'note_of_' || table_id,
        cells || '.n',
        errors_open + effects_open,
        errors_open + effects_open,
        'type of errors and fixed effects stated',
        case when errors_open + effects_open = 0 then 'holds' else 'not decidable' end,
        case when errors_open + effects_open = 0 then 'The note states errors and effects.'
            else 'The note leaves open' || case when errors_open = 1 then ' the type of the errors' else '' end
                || case when errors_open + effects_open = 2 then ' and' else '' end
                || case when effects_open = 1 then ' the year effects' else '' end || '.' end,
        case when errors_open + effects_open = 0 then '表注说明了标准误与固定效应。'
            else '表注未说明' || case when errors_open = 1 then '标准误类型' else '' end
                || case when errors_open + effects_open = 2 then '与' else '' end
                || case when effects_open = 1 then '年份效应' else '' end || '。' end
    from notes
    union all
    select
        study,
        'simulated_' || input,
        '',
        value_low,
        value_high,
        expected,
        'not decidable',
        sentence_en,
        sentence_zh
    from {{ source('results', 'audit_inputs') }}
)

select {{ consistency_columns() }} from final
