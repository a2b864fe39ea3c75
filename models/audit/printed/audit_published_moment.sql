-- Printed descriptives, one row per variable: the printed moments with their intervals side by side. Where several tables describe a
-- variable, those of the table whose sample is said to be the described one; of others nothing is known.
with numbers as (
    select * from {{ ref('audit_published_number') }}
    where term <> '_model' and statistic in ('n', 'mean', 'sd', 'min', 'max')
),

described as (
    select
        study,
        table_id,
        max(case when premise = 'sample' and value_text = 'described' then 1 else 0 end) as is_stated
    from {{ ref('audit_column_fact') }}
    group by study, table_id
),

moments as (
    select
        numbers.study, numbers.term, numbers.table_id,
        max(described.is_stated) as is_stated
        {%- for statistic in ['n', 'mean', 'sd', 'min', 'max'] %},
        {{ pivoted(statistic, statistic, statistic ~ '_value') }}
        {%- endfor %}
    from numbers
    inner join described using (study, table_id)
    group by numbers.study, numbers.term, numbers.table_id
),

placed as (
    select
        moments.*,
        count(*) over (partition by study, term) as n_tables,
        count(*) over (partition by study, term, is_stated) as n_alike
    from moments
),

final as (
    select * from placed
    where n_tables = 1 or (is_stated = 1 and n_alike = 1)
)

select * from final
