{{ config(tags=['printed']) }}
-- How much of a study the audit covers: printed numbers that a check which decides ties to another number, and those that stand alone.
{% set alone = ['duplicates', 'note', 'clusters', 'variables', 'digits', 'counts_and_errors'] %}

with checks as (
    select study, check_id from {{ ref('audit_checked') }}
    where
        verdict in ('holds', 'contradicts', 'impossible')
        and check_kind not in ({% for kind in alone %}'{{ kind }}'{{ ', ' if not loop.last }}{% endfor %})
),

cells as (
    select cells.* from {{ ref('consistency_cell') }} as cells
    inner join checks using (study, check_id)
),

sizes as (
    select study, check_id, count(*) as n_cells from cells
    group by study, check_id
),

tied as (
    select distinct cells.study, cells.cell
    from cells
    inner join sizes using (study, check_id)
    where sizes.n_cells > 1
),

final as (
    select
        numbers.study,
        numbers.table_id,
        count(*) as n_numbers,
        count(tied.cell) as n_tied,
        count(*) - count(tied.cell) as n_alone
    from {{ ref('audit_published_number') }} as numbers
    left join tied using (study, cell)
    where numbers.value is not null
    group by numbers.study, numbers.table_id
)

select * from final
