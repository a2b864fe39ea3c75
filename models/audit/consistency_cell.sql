{{ config(tags=['printed']) }}
-- The printed cells at stake in a check, a row each, in the order in which the check names them: its result is about the first.
with named as (
    select study, check_id, check_kind, {{ cell_rows('cells') }} from {{ ref('audit_check') }}
),

numbers as (
    select * from {{ ref('audit_published_number') }}
),

final as (
    select
        named.study, named.check_id, named.cell, numbers.table_id, numbers.column_id,
        min(named.place) as place
    from named
    inner join numbers using (study, cell)
    group by named.study, named.check_id, named.cell, numbers.table_id, numbers.column_id
)

select * from final
