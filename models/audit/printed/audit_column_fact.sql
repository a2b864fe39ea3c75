-- What is said of a printed column: in a row of its table (the term `_model`), or as a fact of the column, of its table or of the
-- whole study, the nearest first. Of rows that answer by YES or NO another word is no answer, the NO of one kind of effects says nothing of
-- others, and of several kinds of effects one YES decides. A premise of a check is met where it is said so in a word of the seed
-- premise_values, not met where something else is said, and unknown where nothing is. A printed constant and effects, which span one, say
-- that there is one. The R2 of a column that surely has no effects is that of the whole regression.
{% set effects = "like '%fixed_effects'" %}

with cells as (
    select * from {{ ref('published_cells') }}
),

answers as (
    select * from {{ ref('premise_values') }}
),

premises as (
    select columns.*, premises.premise, premises.fact
    from (select distinct study, table_id, column_id from cells) as columns
    cross join (select premise, max(fact) as fact from answers group by premise) as premises
),

worded as (
    select
        *,
        case when statistic {{ effects }} and statistic <> 'year_fixed_effects' then 'other_effects' else statistic end as fact,
        case
            when statistic {{ effects }} and statistic not in ('year_fixed_effects', 'other_fixed_effects') and upper(value_as_printed) = 'NO' then null
            when (statistic {{ effects }} or statistic in ('controls', 'constant')) and upper(value_as_printed) not in ('YES', 'NO') then null
            else value_as_printed
        end as value_text
    from cells
    where term = '_model' and (statistic {{ effects }} or statistic in ('estimator', 'weights', 'controls', 'constant', 'outcome', 'sample'))
),

in_rows as (
    select study, table_id, column_id, fact, max(value_text) as value_text from worded
    group by study, table_id, column_id, fact
),

stated as (
    select
        premises.study, premises.table_id, premises.column_id, premises.premise,
        coalesce(facts.value_text, facts.term) as value_text,
        row_number() over (
            partition by premises.study, premises.table_id, premises.column_id, premises.premise
            order by case when facts.table_id = '*' then 1 else 0 end, case when facts.column_id = '*' then 1 else 0 end,
                facts.term, facts.value_text
        ) as place
    from premises
    inner join {{ ref('published_facts') }} as facts
        on
            premises.study = facts.study and premises.fact = facts.fact
            and facts.table_id in (premises.table_id, '*') and facts.column_id in (premises.column_id, '*')
),

judged as (
    select
        said.*,
        case when said.value_text is null then 'unknown' when answers.premise is null then 'not met' else 'met' end as status
    from (
        select premises.*, coalesce(in_rows.value_text, stated.value_text) as value_text
        from premises
        left join in_rows using (study, table_id, column_id, fact)
        left join (select * from stated where place = 1) as stated using (study, table_id, column_id, premise)
    ) as said
    left join answers
        on said.premise = answers.premise and (lower(trim(said.value_text)) = answers.value_text or answers.value_text = '*')
),

with_constant as (
    select study, table_id, column_id, 1 as has_constant from cells
    where term = '_cons' and statistic = 'estimate'
    union
    select study, table_id, column_id, 1 from judged
    where premise = 'year_effects' and upper(value_text) = 'YES' or premise = 'other_effects' and status = 'not met'
),

pooled as (
    select study, table_id, column_id, 1 as is_pooled from judged
    where
        premise = 'estimator' and status = 'met'
        or premise = 'year_effects' and upper(value_text) = 'NO'
        or premise = 'other_effects' and status = 'met'
    group by study, table_id, column_id
    having count(*) = 3
),

final as (
    select
        judged.study, judged.table_id, judged.column_id, judged.premise, judged.fact, judged.value_text, case
            when judged.premise = 'r2' and judged.value_text is null and pooled.is_pooled = 1 then 'met'
            when judged.premise = 'constant' and with_constant.has_constant = 1 then 'met'
            else judged.status
        end as status
    from judged
    left join pooled using (study, table_id, column_id)
    left join with_constant using (study, table_id, column_id)
)

select * from final
