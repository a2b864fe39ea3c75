-- What the rows of a printed table say of its columns (the term `_model`): of rows that answer by YES or NO another word is no
-- answer, the NO of one kind of effects says nothing of others, and of several kinds of effects one YES decides.
{% set effects = "like '%fixed_effects'" %}

with printed as (
    select
        study,
        table_id,
        column_id,
        case when statistic {{ effects }} and statistic <> 'year_fixed_effects' then 'other_effects' else statistic end as fact,
        case
            when statistic {{ effects }} and statistic not in ('year_fixed_effects', 'other_fixed_effects') and upper(value_as_printed) = 'NO' then null
            when (statistic {{ effects }} or statistic in ('controls', 'constant')) and upper(value_as_printed) not in ('YES', 'NO') then null
            else value_as_printed
        end as value_text
    from {{ ref('published_cells') }}
    where term = '_model' and (statistic {{ effects }} or statistic in ('estimator', 'weights', 'controls', 'constant', 'outcome', 'sample'))
),

final as (
    select study, table_id, column_id, fact, max(value_text) as value_text from printed
    group by study, table_id, column_id, fact
)

select * from final
