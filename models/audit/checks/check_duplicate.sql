-- Unexpected duplicates: rows of numbers that stand again elsewhere to the last digit, in one place (a column, the descriptives of a table)
-- or elsewhere with four free digits. Two rows of one place repeat each other by chance only: of n rows n(n − 1)/2 pairs may, each with one
-- in ten for every digit after the first; what is rarer than one table in `rare` is suspicious. A column that is printed twice, or with its
-- product centred, repeats rightly; in another column a coefficient may stay as it is.
{% set rare = 1000 %}

with usable as (
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

pairs as (
    select
        one.*,
        {{ cells_joined(['one.cell_list', 'other.cell_list']) }} as both_lists,
        one.row_name || ' = ' || other.row_name as pair,
        one.table_id = other.table_id and one.column_id = other.column_id as is_one_place
    from usable as one
    inner join usable as other on one.study = other.study and one.printed = other.printed and one.row_name < other.row_name
    left join specifications as mine on one.study = mine.study and one.table_id = mine.table_id and one.column_id = mine.column_id
    left join specifications as theirs
        on other.study = theirs.study and other.table_id = theirs.table_id and other.column_id = theirs.column_id
    where
        one.table_id = other.table_id and one.column_id = other.column_id
        or one.free_digits >= 4 and one.column_id <> ''
        and not coalesce(mine.terms = theirs.terms and mine.has_product = theirs.has_product, false)
),

repeating as (
    select study, table_id, column_id, min(free_digits) as free_digits, count(distinct row_name) as n_rows
    from pairs
    where is_one_place
    group by study, table_id, column_id
),

places as (
    select study, table_id, column_id, count(*) as n_usable, count(*) * (count(*) - 1) / 2e0 as n_pairs
    from usable
    group by study, table_id, column_id
),

-- how often so many rows of one place repeat others by chance, at most
tables as (
    select
        places.study,
        places.table_id,
        sum(places.n_usable) as n_usable,
        min(power(least(1, places.n_pairs * power(10e0, -repeating.free_digits)), repeating.n_rows)) as chance
    from places
    left join repeating
        on places.study = repeating.study and places.table_id = repeating.table_id and places.column_id = repeating.column_id
    group by places.study, places.table_id
),

named as (
    select study, table_id, {{ cells_of('cell') }} as cell_list
    from (
        select distinct study, table_id, cell from (select study, table_id, {{ cell_rows('both_lists') }} from pairs) as listed
        where cell is not null
    ) as distinct_cells
    group by study, table_id
),

repeated as (
    select study, table_id, count(*) as n_pairs, {{ text_list('pair', 'pair', list_mark()) }} as pair_list
    from pairs
    group by study, table_id
),

found as (
    select tables.*, repeated.pair_list, coalesce(repeated.n_pairs, 0) as n_repeated, named.cell_list
    from tables
    left join repeated using (study, table_id)
    left join named using (study, table_id)
),

final as (
    {{ check('duplicate', 'duplicates', "'duplicates_in_' || table_id", cells_joined(['cell_list']), 'n_repeated',
        {'n': count_text('n_usable'), 'pairs': 'pair_list', 'odds': number_text(significant('1 / chance', 2))},
        verdict="case when n_repeated = 0 then 'holds' when 1 / chance >= " ~ rare ~ " then 'suspicious' else 'not decidable' end",
        variant="case when n_repeated = 0 then 'none' end") }}
    from found
)

select * from final
