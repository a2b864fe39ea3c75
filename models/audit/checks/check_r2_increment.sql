-- The R2-increment identity: adding one regressor to a nested column gives its classical t, t² = ΔR² · df / (1 − R²).
-- Where the printed t is another, the printed error is of another type.
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

final as (
    select
        study,
        'classical_error_' || table_id || '_' || column_id || '_' || term as check_id,
        table_id || ' column ' || column_id || ': ' || term || ', adjusted R2 before and after' as cells,
        classical_t_low as result_low,
        classical_t_high as result_high,
        'overlaps the printed |t| ' || round(abs_t_low, 2) || ' to ' || round(abs_t_high, 2) as expected,
        case
            when abs_t_low is null then 'not decidable'
            when {{ overlaps('classical_t_low', 'classical_t_high', 'abs_t_low', 'abs_t_high') }} then 'holds'
            else 'contradicts'
        end as verdict,
        'The rise of R2 gives the classical t of ' || term || ' as ' || round(classical_t_low, 2) || ' to '
        || round(classical_t_high, 2) || '; where the printed t differs, the printed error is of another type.' as sentence_en,
        'R²的增量给出' || term || '的经典t值为' || round(classical_t_low, 2) || '至' || round(classical_t_high, 2)
        || '；若刊印t值不同，则其标准误为另一类型。' as sentence_zh
    from added
)

select {{ consistency_columns() }} from final
