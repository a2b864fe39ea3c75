-- What is said of each printed column side by side, with the type of its errors: `is_stated` where it is plain least squares
-- with a constant and all regressors printed, `is_complete` where all regressors and effects are known.
with final as (
    select
        study,
        table_id,
        column_id,
        max(case when premise = 'outcome' then value_text end) as outcome,
        max(case when premise = 'sample' then value_text end) as stated_sample,
        max(case when premise = 'errors' and status = 'met' then value_text end) as stated_errors,
        max(case when premise = 'other_effects' then value_text end) as other_effects,
        max(case when premise = 'year_effects' then upper(value_text) end) as year_effects,
        count(case when premise not in ('r2', 'sample', 'described', 'effects_said', 'stars', 'errors') and status = 'met' then 1 end) = 7 as is_stated,
        count(case when premise in ('controls', 'year_effects', 'other_effects') and status = 'met' then 1 end) = 3 as is_complete,
        count(case when premise = 'r2' and status = 'met' then 1 end) = 1 as states_r2
    from {{ ref('audit_column_fact') }}
    group by study, table_id, column_id
)

select * from final
