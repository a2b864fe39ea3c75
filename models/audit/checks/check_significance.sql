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
        case
            when std_error = 0 then 'not decidable'
            when fits_between then 'holds'
            when not fits_between then 'contradicts'
            else 'not decidable'
        end as verdict,
        {{ words({
            'stars': fixed_text('n_stars', 0), 'df': fixed_text('df', 0)
        }, variant="case
                when std_error = 0 then 'zero'
                when fits_normal and fits_student then 'both'
                when fits_normal then 'normal'
                when fits_student then 'student'
                when fits_between then 'between'
                else 'none'
            end") }} as words
    from judged
    union all
    select
        implied.study,
        'text_against_stars' as check_kind,
        'text_against_stars_' || implied.term as check_id,
        {{ cells(["implied.cell || '.estimate'", "implied.cell || '.se'"]) }} as cells,
        implied.abs_t_low as result_low,
        implied.abs_t_high as result_high,
        {{ verdict('implied.abs_t_high >= ' ~ one_percent, 'contradicts') }} as verdict,
        {{ words({
            'place': 'facts.where_stated', 't': fixed_text('implied.abs_t_high'), 'limit': "'" ~ one_percent ~ "'"
        }) }} as words
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
        'contradicts' as verdict,
        {{ words({'term': 'cells.term', 'column': 'cells.column_id'}) }} as words
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
