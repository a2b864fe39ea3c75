-- Stars against t, words against stars and against columns, and cells that print as zero.
{% set limits = {1: 1.644854, 2: 1.959964, 3: 2.575829} %}

with cells as (
    select * from {{ ref('audit_published_coefficient') }}
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
