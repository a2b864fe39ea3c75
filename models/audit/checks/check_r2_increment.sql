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
        'overlaps the printed |t| ' || coalesce({{ told('abs_t_low', 2) }} || ' to ' || {{ told('abs_t_high', 2) }}, 'that cannot be read')
            as expected,
        {{ verdict('is_classical', 'contradicts', 'states_classical') }} as verdict,
        'The rise of R2 gives ' || term || ' a classical t of ' || {{ told('classical_t_low', 2) }} || ' to '
        || {{ told('classical_t_high', 2) }}
        || case
            when is_classical then ': the printed error is the classical one.'
            when not is_classical then '; the printed one is ' || {{ told('abs_t_low', 2) }} || ': its error is of another type.'
            else '; the printed one cannot be read.'
        end as sentence_en,
        'R²的增量给出' || term || '的经典t值为' || {{ told('classical_t_low', 2) }} || '至' || {{ told('classical_t_high', 2) }}
        || case
            when is_classical then '，刊印标准误为经典形式。'
            when not is_classical then '，而刊印t值为' || {{ told('abs_t_low', 2) }} || '，其标准误为另一类型。'
            else '，刊印t值无法辨读。'
        end as sentence_zh
    from judged
    union all
    select
        tables.study,
        'one_error_type' as check_kind,
        'one_error_type' as check_id,
        {{ cells([]) }} as cells,
        n_classical as result_low,
        n_classical as result_high,
        'all of ' || (n_classical + n_other) || ' or none, were the errors of one type' as expected,
        {{ either('n_answers = 1', "'holds'", "'not decidable'") }} as verdict,
        n_classical || ' printed errors are classical and ' || n_other || ' are of another type, and no note says which.'
            as sentence_en,
        n_classical || '个刊印标准误为经典形式，' || n_other || '个为另一类型，而表注均未说明。' as sentence_zh
    from tables
    left join {{ ref('published_facts') }} as facts
        on tables.study = facts.study and facts.fact = 'standard_errors'
    where facts.fact is null and n_answers > 0
)

select {{ consistency_columns() }} from final
