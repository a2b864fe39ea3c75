-- Stars against t, words against stars, cells that print as zero, and the R2-increment identity: adding one regressor to
-- a nested column gives its classical t, t² = ΔR² · df / (1 − R²).
{% set limits = {1: 1.644854, 2: 1.959964, 3: 2.575829} %}

with cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

fits as (
    select * from {{ ref('audit_published_fit') }}
),

facts as (
    select * from {{ ref('published_facts') }}
),

implied as (
    select
        *,
        0 {% for stars, limit in limits.items() %}+ case when abs_t_low >= {{ limit }} then 1 else 0 end {% endfor %} as fewest_stars,
        0 {% for stars, limit in limits.items() %}+ case when abs_t_high >= {{ limit }} then 1 else 0 end {% endfor %} as most_stars
    from cells
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
        'stars_' || table_id || '_' || column_id || '_' || term as check_id,
        table_id || ' column ' || column_id || ': ' || term as cells,
        abs_t_low as result_low,
        abs_t_high as result_high,
        n_stars || ' stars' as expected,
        case
            when std_error = 0 then 'not decidable'
            when n_stars between fewest_stars and most_stars then 'holds'
            else 'contradicts'
        end as verdict,
        case when std_error = 0 then 'Coefficient and error print as zero: the unit should be rescaled.' else 'Stars agree with the coefficient over its error.' end
            as sentence_en,
        case when std_error = 0 then '系数与标准误均印为零，应更换单位。' else '星号与系数除以标准误相符。' end as sentence_zh
    from implied
    where n_stars is not null
    union all
    select
        implied.study,
        'text_against_stars_' || implied.term as check_id,
        implied.table_id || ' column ' || implied.column_id || ': ' || implied.term || '; ' || facts.where_stated as cells,
        implied.abs_t_low as result_low,
        implied.abs_t_high as result_high,
        'significant at 1 % as the text says: |t| at least {{ limits[3] }}' as expected,
        case when implied.abs_t_high < {{ limits[3] }} then 'contradicts' else 'holds' end as verdict,
        'The text calls the coefficient significant at 1 %; its printed t is at most ' || round(implied.abs_t_high, 2) || '.' as sentence_en,
        '正文称在1%水平显著，而刊印的t值至多为' || round(implied.abs_t_high, 2) || '。' as sentence_zh
    from implied
    inner join facts
        on implied.study = facts.study and facts.fact = 'one_percent_term' and implied.term = facts.value_text
    union all
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
    union all
    select
        cells.study,
        'moderator_already_in_table_4_column_1' as check_id,
        cells.table_id || ' column ' || cells.column_id || ': ' || cells.term as cells,
        cells.estimate as result_low,
        cells.estimate as result_high,
        'a column without the moderator, to which it is then added' as expected,
        'contradicts' as verdict,
        'Column 1 already contains the moderator that the text adds to it.' as sentence_en,
        '第(1)列已含正文所称后加入的调节变量。' as sentence_zh
    from cells
    where cells.table_id = 'table_4' and cells.column_id = '1' and cells.term = 'R&D'
)

select {{ consistency_columns() }} from final
