-- What is said of a printed column: in a row of its table (the term `_model`), or as a fact of the column, of its table or of the
-- whole study, the nearest first. A premise of a check is met where it is said so in a word of the seed premise_values, not met where
-- something else is said, and unknown where nothing is. A printed constant and effects, which span one, say that there is one. The
-- R2 of a column that surely has no effects is that of the whole regression.
with columns as (
    select distinct study, table_id, column_id from {{ ref('published_cells') }}
),

premises as (
    select premise, max(fact) as fact from {{ ref('premise_values') }}
    group by premise
),

in_rows as (
    select * from {{ ref('audit_column_row') }}
),

stated as (
    select
        columns.study,
        columns.table_id,
        columns.column_id,
        facts.fact,
        coalesce(facts.value_text, facts.term) as value_text,
        row_number() over (
            partition by columns.study, columns.table_id, columns.column_id, facts.fact
            order by case when facts.table_id = '*' then 1 else 0 end, case when facts.column_id = '*' then 1 else 0 end,
                facts.term, facts.value_text
        ) as place
    from columns
    inner join {{ ref('published_facts') }} as facts
        on
            columns.study = facts.study and facts.table_id in (columns.table_id, '*') and facts.column_id in (columns.column_id, '*')
    where facts.fact in (select fact from premises)
),

answers as (
    select
        columns.study,
        columns.table_id,
        columns.column_id,
        premises.premise,
        premises.fact,
        coalesce(in_rows.value_text, stated.value_text) as value_text
    from columns
    cross join premises
    left join in_rows
        on
            columns.study = in_rows.study and columns.table_id = in_rows.table_id and columns.column_id = in_rows.column_id
            and premises.fact = in_rows.fact
    left join stated
        on
            columns.study = stated.study and columns.table_id = stated.table_id and columns.column_id = stated.column_id
            and premises.fact = stated.fact and stated.place = 1
),

judged as (
    select
        answers.*,
        case when answers.value_text is null then 'unknown' when words.premise is null then 'not met' else 'met' end as status
    from answers
    left join {{ ref('premise_values') }} as words on answers.premise = words.premise and (lower(trim(answers.value_text)) = words.value_text or words.value_text = '*')
),

with_constant as (
    select study, table_id, column_id from {{ ref('published_cells') }}
    where term = '_cons' and statistic = 'estimate'
    union
    select study, table_id, column_id from judged
    where premise = 'year_effects' and upper(value_text) = 'YES' or premise = 'other_effects' and status = 'not met'
),

pooled as (
    select study, table_id, column_id from judged
    where
        premise = 'estimator' and status = 'met'
        or premise = 'year_effects' and upper(value_text) = 'NO'
        or premise = 'other_effects' and status = 'met'
    group by study, table_id, column_id
    having count(*) = 3
),

final as (
    select
        judged.study,
        judged.table_id,
        judged.column_id,
        judged.premise,
        judged.fact,
        judged.value_text,
        case
            when judged.premise = 'r2' and judged.value_text is null and pooled.study is not null then 'met'
            when judged.premise = 'constant' and with_constant.study is not null then 'met'
            else judged.status
        end as status
    from judged
    left join pooled on judged.study = pooled.study and judged.table_id = pooled.table_id and judged.column_id = pooled.column_id
    left join with_constant
        on
            judged.study = with_constant.study and judged.table_id = with_constant.table_id
            and judged.column_id = with_constant.column_id
)

select * from final
