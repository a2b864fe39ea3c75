-- Pairs of rows of printed numbers that are the same to the last digit: in one place (a column, the descriptives of a table), or elsewhere
-- with four free digits. A column that is printed twice, or with its product centred, repeats rightly.
with rows_of_numbers as (
    select * from {{ ref('audit_printed_row') }}
),

factors as (
    select distinct study, term from {{ ref('published_facts') }}
    where fact = 'factor'
),

specifications as (
    select
        cells.study,
        cells.table_id,
        cells.column_id,
        {{ text_list('case when factors.term is null then cells.term end', 'cells.term') }} as terms,
        max(case when factors.term is null then 0 else 1 end) as has_product
    from {{ ref('audit_published_coefficient') }} as cells
    left join factors on cells.study = factors.study and cells.term = factors.term
    where cells.estimate is not null
    group by cells.study, cells.table_id, cells.column_id
),

final as (
    select
        one.study,
        one.table_id,
        one.column_id,
        {{ cells_joined(['one.cell_list', 'other.cell_list']) }} as cell_list,
        one.row_name || ' = ' || other.row_name as pair,
        one.row_name,
        one.free_digits,
        one.table_id = other.table_id and one.column_id = other.column_id as is_one_place
    from rows_of_numbers as one
    inner join rows_of_numbers as other
        on
            one.study = other.study and one.printed = other.printed and one.row_name < other.row_name
    left join specifications as mine on one.study = mine.study and one.table_id = mine.table_id and one.column_id = mine.column_id
    left join specifications as theirs
        on other.study = theirs.study and other.table_id = theirs.table_id and other.column_id = theirs.column_id
    where
        one.table_id = other.table_id and one.column_id = other.column_id
        or one.free_digits >= 4 and one.column_id <> ''
        and not coalesce(mine.terms = theirs.terms and mine.has_product = theirs.has_product, false)
)

select * from final
