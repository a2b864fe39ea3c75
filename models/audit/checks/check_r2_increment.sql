-- The R2-increment identity: adding one regressor to a nested column gives its classical t, t² = ΔR² · df / (1 − R²).
-- Where the printed t is another, the printed error is of another type; that contradicts a note that states classical errors. That
-- the type changes unsaid within a study is told, and is no contradiction: a correct paper can do so.
with cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

added as (
    select
        pairs.study,
        pairs.larger_table as table_id,
        pairs.larger_column as column_id,
        cells.term,
        cells.cell,
        {{ cells(['pairs.larger_r2_cell', 'pairs.smaller_r2_cell']) }} as r2_cells,
        cells.abs_t_low,
        cells.abs_t_high,
        pairs.states_classical,
        pairs.is_stated,
        sqrt(pairs.f_low) as classical_t_low,
        sqrt(pairs.f_high) as classical_t_high
    from {{ ref('audit_nested_pair') }} as pairs
    inner join cells
        on
            pairs.study = cells.study and pairs.larger_table = cells.table_id and pairs.larger_column = cells.column_id
            and cells.term <> '_cons' and cells.estimate is not null
    left join cells as before
        on
            pairs.study = before.study and pairs.smaller_table = before.table_id and pairs.smaller_column = before.column_id
            and cells.term = before.term
    where before.term is null and pairs.n_added = 1 and pairs.larger_table = pairs.smaller_table
),

judged as (
    select
        *,
        {{ overlaps('classical_t_low', 'classical_t_high', 'abs_t_low', 'abs_t_high') }} as is_classical
    from added
),

tables as (
    select
        study,
        count(distinct is_classical) as n_answers,
        sum(case when is_classical then 1 else 0 end) as n_classical,
        sum(case when not is_classical then 1 else 0 end) as n_other
    from judged
    where is_stated
    group by study
),

final as (
    select
        study,
        'classical_error' as check_kind,
        'classical_error_' || table_id || '_' || column_id || '_' || term as check_id,
        {{ cells_joined([cells(["cell || '.estimate'", "cell || '.se'"]), 'r2_cells']) }} as cells,
        classical_t_low as result_low,
        classical_t_high as result_high,
        {{ verdict('is_classical', 'contradicts', 'states_classical') }} as verdict,
        {{ words({
            'term': 'term', 'low': fixed_text('classical_t_low'), 'high': fixed_text('classical_t_high'), 't_low': fixed_text('abs_t_low'),
            't_high': fixed_text('abs_t_high'), 'holds': flag('is_classical')
        }, variant=unless_known('is_classical')) }} as words
    from judged
    union all
    select
        tables.study,
        'one_error_type' as check_kind,
        'one_error_type' as check_id,
        {{ cells([]) }} as cells,
        n_classical as result_low,
        n_classical as result_high,
        {{ either('n_answers = 1', "'holds'", "'not decidable'") }} as verdict,
        {{ words({
            'classical': fixed_text('n_classical', 0), 'other': fixed_text('n_other', 0), 'n': fixed_text('n_classical + n_other', 0)
        }) }} as words
    from tables
    left join {{ ref('published_facts') }} as facts
        on tables.study = facts.study and facts.fact = 'standard_errors'
    where facts.fact is null and n_answers > 0
)

select {{ consistency_columns() }} from final
