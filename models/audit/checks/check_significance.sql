-- Stars against t, words against stars and against columns, and cells that print as zero.
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
    inner join {{ ref('audit_study') }} as studies on cells.study = studies.study
    left join {{ ref('audit_published_fit') }} as fits
        on cells.study = fits.study and cells.table_id = fits.table_id and cells.column_id = fits.column_id and fits.least_df > 2
    where cells.n_stars is not null and cells.std_error is not null
    and exists (select 1 from cells as starred where starred.study = cells.study and starred.n_stars > 0)
),

judged as (
    select
        *,
        n_stars between fewest_normal and most_normal as fits_normal,
        coalesce(n_stars between fewest_student and most_student, false) as fits_student,
        n_stars between coalesce(fewest_student, fewest_normal) and most_normal as fits_between
    from implied
),

final as (
    select
        study,
        'stars' as check_kind,
        'stars_' || table_id || '_' || column_id || '_' || term as check_id,
        {{ cells(["cell || '.estimate'", "cell || '.se'", "cell || '.stars'"]) }} as cells,
        abs_t_low as result_low,
        abs_t_high as result_high,
        n_stars || ' stars' as expected,
        case
            when std_error = 0 then 'not decidable'
            when fits_between then 'holds'
            when not fits_between then 'contradicts'
            else 'not decidable'
        end as verdict,
        case
            when std_error = 0 then 'Coefficient and error print as zero: the unit should be rescaled.'
            when fits_normal and fits_student then 'The stars agree with the coefficient over its error.'
            when fits_normal then 'The stars agree with the normal limits, not with those of t(' || cast(df as {{ t_integer() }}) || ').'
            when fits_student then 'The stars agree with the limits of t(' || cast(df as {{ t_integer() }}) || '), not with the normal ones.'
            when fits_between then 'The stars agree with limits between the normal ones and those of t(' || cast(df as {{ t_integer() }}) || ').'
            else 'The stars do not agree with the coefficient over its error.'
        end as sentence_en,
        case
            when std_error = 0 then '系数与标准误均印为零，应更换单位。'
            when fits_normal and fits_student then '星号与系数除以标准误相符。'
            when fits_normal then '星号符合正态临界值，不符合t(' || cast(df as {{ t_integer() }}) || ')。'
            when fits_student then '星号符合t(' || cast(df as {{ t_integer() }}) || ')临界值，不符合正态。'
            when fits_between then '星号符合介于正态与t(' || cast(df as {{ t_integer() }}) || ')之间的临界值。'
            else '星号与系数除以标准误不符。'
        end as sentence_zh
    from judged
    union all
    select
        implied.study,
        'text_against_stars' as check_kind,
        'text_against_stars_' || implied.term as check_id,
        {{ cells(["implied.cell || '.estimate'", "implied.cell || '.se'"]) }} as cells,
        implied.abs_t_low as result_low,
        implied.abs_t_high as result_high,
        'significant at 1 % as the ' || facts.where_stated || ' says: |t| at least {{ one_percent }}' as expected,
        {{ verdict('implied.abs_t_high >= ' ~ one_percent, 'contradicts') }} as verdict,
        'The text calls the coefficient significant at 1 %; its printed t is at most ' || {{ told('implied.abs_t_high', 2) }} || '.'
            as sentence_en,
        '正文称在1%水平显著；刊印的t值至多为' || {{ told('implied.abs_t_high', 2) }} || '。' as sentence_zh
    from implied
    inner join facts
        on
            implied.study = facts.study and facts.fact = 'stated_level' and {{ to_number('facts.value_text') }} = 0.01
            and implied.term = facts.term and facts.table_id in (implied.table_id, '*')
            and facts.column_id in (implied.column_id, '*')
    union all
    select
        facts.study,
        'moderator_already_in' as check_kind,
        'moderator_already_in_' || cells.table_id || '_column_' || cells.column_id as check_id,
        {{ cells(["cells.cell || '.estimate'"]) }} as cells,
        cells.estimate as result_low,
        cells.estimate as result_high,
        'a column without ' || cells.term || ', to which it is then added' as expected,
        'contradicts' as verdict,
        'Column ' || cells.column_id || ' already contains ' || cells.term || ', which the text adds to it.' as sentence_en,
        '第(' || cells.column_id || ')列已含正文所称后加入的' || cells.term || '。' as sentence_zh
    from facts
    inner join cells
        on
            facts.study = cells.study
            and facts.fact = 'said_to_be_added_to'
            and facts.table_id = cells.table_id
            and facts.column_id = cells.column_id
            and facts.term = cells.term
)

select {{ consistency_columns() }} from final
