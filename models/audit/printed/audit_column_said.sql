-- What is said of each printed column side by side, with the type of errors of its table: `is_stated` where it is plain least squares
-- with all regressors printed, `is_complete` where all regressors and effects are known.
with notes as (
    select study, table_id, max(value_text) as stated_errors from {{ ref('published_facts') }}
    where fact = 'standard_errors'
    group by study, table_id
),

said as (
    select
        study,
        table_id,
        column_id,
        max(case when premise = 'outcome' then value_text end) as outcome,
        max(case when premise = 'sample' then value_text end) as stated_sample,
        max(case when premise = 'other_effects' then value_text end) as other_effects,
        max(case when premise = 'year_effects' then upper(value_text) end) as year_effects,
        count(case when premise not in ('r2', 'sample', 'described', 'effects_said', 'stars') and status = 'met' then 1 end) = 6 as is_stated,
        count(case when premise in ('controls', 'year_effects', 'other_effects') and status = 'met' then 1 end) = 3 as is_complete,
        count(case when premise = 'r2' and status = 'met' then 1 end) = 1 as states_r2
    from {{ ref('audit_column_fact') }}
    group by study, table_id, column_id
),

final as (
    select said.*, coalesce(notes.stated_errors, whole.stated_errors) as stated_errors
    from said
    left join notes on said.study = notes.study and said.table_id = notes.table_id
    left join notes as whole on said.study = whole.study and whole.table_id = '*'
)

select * from final
