-- Stars against t, and the text against the tables: significance that it claims, variables that are described and never used or already in,
-- coefficients that an equation uses twice, and what a simulation says of a test with so few units.
{% set one_percent = 2.575829 %}

with cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

facts as (
    select * from {{ ref('published_facts') }}
),

implied as (
    select
        cells.*,
        {{ star_count('abs_t_low', 'studies.star_levels') }} as fewest_normal,
        {{ star_count('abs_t_high', 'studies.star_levels') }} as most_normal,
        {{ star_count('abs_t_low', 'studies.star_levels', 'fits.least_df') }} as fewest_student,
        {{ star_count('abs_t_high', 'studies.star_levels', 'fits.least_df') }} as most_student,
        fits.least_df as df
    from cells
    inner join {{ ref('audit_study') }} as studies using (study)
    left join {{ ref('audit_published_fit') }} as fits
        on cells.study = fits.study and cells.table_id = fits.table_id and cells.column_id = fits.column_id and fits.least_df > 2
    where cells.n_stars is not null and cells.std_error is not null
    and exists (select 1 from cells as starred where starred.study = cells.study and starred.n_stars > 0)
),

said as (
    select implied.*, facts.where_stated
    from implied
    inner join facts
        on
            implied.study = facts.study and facts.fact = 'stated_level' and {{ to_number('facts.value_text') }} = 0.01
            and implied.term = facts.term and facts.table_id in (implied.table_id, '*')
            and facts.column_id in (implied.column_id, '*')
),

judged as (
    select
        *,
        n_stars between fewest_normal and most_normal as fits_normal,
        coalesce(n_stars between fewest_student and most_student, false) as fits_student,
        n_stars between coalesce(fewest_student, fewest_normal) and most_normal as fits_between
    from implied
),

-- columns of which it is not said that they print all their regressors
open_columns as (
    select facts.study, count(case when facts.status <> 'met' then 1 end) as n_open
    from {{ ref('audit_column_fact') }} as facts
    inner join (select distinct study, table_id, column_id from cells) as columns using (study, table_id, column_id)
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
    left join cells on facts.study = cells.study and facts.term = cells.variable
    left join {{ ref('audit_published_number') }} as numbers on facts.study = numbers.study and facts.term = numbers.term
    where facts.fact = 'stated_regressor' and cells.term is null
    group by facts.study, facts.term, facts.where_stated
),

final as (
    {{ check('significance', 'stars', "'stars_' || table_id || '_' || column_id || '_' || term",
        ["cell || '.estimate'", "cell || '.se'", "cell || '.stars'"], ['abs_t_low', 'abs_t_high'],
        {'stars': count_text('n_stars'), 'df': count_text('df')}, verdict="case
            when std_error = 0 then 'not decidable' when fits_between then 'holds' when not fits_between then 'contradicts' else 'not decidable'
        end", variant="case
            when std_error = 0 then 'zero' when fits_normal and fits_student then 'both' when fits_normal then 'normal'
            when fits_student then 'student' when fits_between then 'between' else 'none'
        end") }}
    from judged
    union all
    {{ check('significance', 'text_against_stars', "'text_against_stars_' || term", ["cell || '.estimate'", "cell || '.se'"],
        ['abs_t_low', 'abs_t_high'], {'place': 'where_stated', 't': fixed_text('abs_t_high'), 'limit': "'" ~ one_percent ~ "'"},
        holds='abs_t_high >= ' ~ one_percent) }}
    from said
    union all
    {{ check('significance', 'moderator_already_in', "'moderator_already_in_' || table_id || '_column_' || column_id", ["cell || '.estimate'"],
        'estimate', {'term': 'term', 'column': 'column_id'}, verdict="'contradicts'") }}
    from cells where exists (
        select 1 from facts
        where
            facts.study = cells.study and facts.fact = 'said_to_be_added_to' and facts.table_id = cells.table_id
            and facts.column_id = cells.column_id and facts.term = cells.term
    )
    union all
    {{ check('text', 'orphan', "'orphan_' || term", ['cell'], 'cast(null as ' ~ t_double() ~ ')',
        {'term': 'term', 'place': 'where_stated', 'holds': flag('n_open = 0')}, verdict=either('n_open = 0', "'contradicts'", "'not decidable'")) }}
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
