-- Text against tables: variables that are described and never used, coefficients an equation uses twice, and
-- what a simulation says of a test with so few units.
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
        'The ' || where_stated || ' uses ' || term || ' in ' || value_text || ' terms: a misprint, as they cannot share it.',
        replace(where_stated, 'equation ', '方程') || '中' || term || '出现' || value_text || '次：两项不能共用一个系数，属误植。'
    from facts
    where fact = 'repeated_coefficient' and {{ to_number('value_text') }} > 1
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
