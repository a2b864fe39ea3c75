-- Text against tables: variables that are described and never used, coefficients an equation uses twice, and
-- what a simulation says of a test with so few units.
with facts as (
    select * from {{ ref('published_facts') }}
),

coefficients as (
    select * from {{ ref('audit_published_coefficient') }}
),

-- columns of which it is not said that they print all their regressors
open_columns as (
    select facts.study, count(case when facts.status <> 'met' then 1 end) as n_open
    from {{ ref('audit_column_fact') }} as facts
    inner join (select distinct study, table_id, column_id from coefficients) as columns using (study, table_id, column_id)
    where facts.premise = 'controls'
    group by facts.study
),

orphans as (
    select
        facts.study, facts.term, facts.where_stated,
        min(numbers.cell) as cell,
        max(open_columns.n_open) as n_open
    from facts
    left join open_columns using (study)
    left join coefficients on facts.study = coefficients.study and facts.term = coefficients.variable
    left join {{ ref('audit_published_number') }} as numbers on facts.study = numbers.study and facts.term = numbers.term
    where facts.fact = 'stated_regressor' and coefficients.term is null
    group by facts.study, facts.term, facts.where_stated
),

final as (
    {{ check('text', 'orphan', "'orphan_' || term", ['cell'], 'cast(null as ' ~ t_double() ~ ')', {'term': 'term', 'place': 'where_stated', 'holds': flag('n_open = 0')},
        verdict=either('n_open = 0', "'contradicts'", "'not decidable'")) }}
    from orphans
    union all
    {{ check('text', 'repeated_coefficient', "'repeated_coefficient_' || term", [], to_number('value_text'),
        {'term': 'term', 'place': 'where_stated', 'n': 'value_text'}, verdict="'contradicts'") }}
    from facts where fact = 'repeated_coefficient' and {{ to_number('value_text') }} > 1
    union all
    {{ check('text', 'simulated', "'simulated_' || input", [], ['value_low', 'value_high'],
        {'expected': 'expected', 'sentence_en': 'sentence_en', 'sentence_zh': 'sentence_zh'}, verdict="'not decidable'") }}
    from {{ source('results', 'audit_inputs') }}
)

select * from final
