-- The R2-increment identity: adding one regressor to a nested column gives its classical t, t² = ΔR² · df / (1 − R²).
-- Where the printed t is another, the printed error is of another type: no contradiction of its own, unless the type
-- changes within a study that states none.
with cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

fits as (
    select * from {{ ref('audit_published_fit') }}
),

added as (
    select
        larger.study,
        larger.table_id,
        larger.column_id,
        cells.term,
        cells.abs_t_low,
        cells.abs_t_high,
        sqrt(greatest(0, larger.r2_low - smaller.r2_high) * larger.df_resid / (1 - larger.r2_low)) as classical_t_low,
        sqrt(greatest(0, larger.r2_high - smaller.r2_low) * larger.df_resid / (1 - larger.r2_high)) as classical_t_high
    from fits as larger
    inner join fits as smaller
        on
            larger.study = smaller.study
            and larger.table_id = smaller.table_id
            and larger.n_obs = smaller.n_obs
            and larger.n_slopes = smaller.n_slopes + 1
    inner join cells
        on larger.study = cells.study and larger.table_id = cells.table_id and larger.column_id = cells.column_id
    left join cells as before
        on
            smaller.study = before.study
            and smaller.table_id = before.table_id
            and smaller.column_id = before.column_id
            and cells.term = before.term
    where before.term is null
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
    group by study
),

final as (
    select
        study,
        'classical_error_' || table_id || '_' || column_id || '_' || term as check_id,
        table_id || ' column ' || column_id || ': ' || term || ', adjusted R2 before and after' as cells,
        classical_t_low as result_low,
        classical_t_high as result_high,
        'overlaps the printed |t| ' || coalesce(round(abs_t_low, 2) || ' to ' || round(abs_t_high, 2), 'that cannot be read')
            as expected,
        {{ either('is_classical', "'holds'", "'not decidable'") }} as verdict,
        'The rise of R2 gives ' || term || ' a classical t of ' || round(classical_t_low, 2) || ' to '
        || round(classical_t_high, 2)
        || case
            when is_classical then ': the printed error is the classical one.'
            when not is_classical then '; the printed one is ' || round(abs_t_low, 2) || ': its error is of another type.'
            else '; the printed one cannot be read.'
        end as sentence_en,
        'R²的增量给出' || term || '的经典t值为' || round(classical_t_low, 2) || '至' || round(classical_t_high, 2)
        || case
            when is_classical then '，刊印标准误为经典形式。'
            when not is_classical then '，而刊印t值为' || round(abs_t_low, 2) || '，其标准误为另一类型。'
            else '，刊印t值无法辨读。'
        end as sentence_zh
    from judged
    union all
    select
        tables.study,
        'one_error_type' as check_id,
        'every term that a nested column adds: coefficient, error, adjusted R2' as cells,
        n_classical as result_low,
        n_classical as result_high,
        'all of ' || (n_classical + n_other) || ' or none: no note states a type, so one type throughout' as expected,
        {{ either('n_answers = 1', "'holds'", "'contradicts'") }} as verdict,
        n_classical || ' printed errors are classical and ' || n_other || ' are of another type, and no note says which.'
            as sentence_en,
        n_classical || '个刊印标准误为经典形式，' || n_other || '个为另一类型，而表注均未说明。' as sentence_zh
    from tables
    left join {{ ref('published_facts') }} as facts
        on tables.study = facts.study and facts.fact = 'standard_error_note'
    where facts.fact is null and n_answers > 0
)

select {{ consistency_columns() }} from final
