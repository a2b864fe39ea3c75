-- Unexpected duplicates: a coefficient with its error, both to three digits or more, that stands again elsewhere; a variable described by
-- the moments of another. By chance that is one in a million. A column that is printed twice, or with its product centred, repeats rightly.
with numbers as (
    select *, {{ printed_digits('value_as_printed') }} as n_digits from {{ ref('audit_published_number') }}
    where statistic in ('estimate', 'se', 'mean', 'sd', 'min', 'max')
),

texts as (
    select
        study,
        table_id,
        case when statistic in ('estimate', 'se') then column_id else '' end as column_id,
        term,
        {{ text_list("statistic || ' ' || value_as_printed", 'statistic') }} as printed,
        {{ text_list('cell', 'cell') }} as cell_list,
        count(*) as n_numbers,
        min(n_digits) as least_digits
    from numbers
    where n_digits > 0
    group by study, table_id, case when statistic in ('estimate', 'se') then column_id else '' end, term
),

usable as (
    select * from texts
    where n_numbers in (2, 4) and least_digits >= 3
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
        one.study,
        one.table_id,
        one.cell_list || ', ' || other.cell_list as cell_list,
        one.table_id || '.' || one.column_id || '.' || one.term || ' = ' || other.table_id || '.' || other.column_id || '.' || other.term as pair
    from usable as one
    inner join usable as other
        on
            one.study = other.study and one.printed = other.printed
            and (one.table_id || '.' || one.column_id || '.' || one.term) < (other.table_id || '.' || other.column_id || '.' || other.term)
    left join specifications as mine on one.study = mine.study and one.table_id = mine.table_id and one.column_id = mine.column_id
    left join specifications as theirs
        on other.study = theirs.study and other.table_id = theirs.table_id and other.column_id = theirs.column_id
    where not coalesce(mine.terms = theirs.terms and mine.has_product = theirs.has_product, false)
    or one.table_id = other.table_id and one.column_id = other.column_id
),

tables as (
    select usable.study, usable.table_id, count(*) as n_usable
    from usable
    group by usable.study, usable.table_id
),

repeated as (
    select
        study,
        table_id,
        count(*) as n_pairs,
        min(cell_list) as cell_list,
        {{ text_list('pair', 'pair') }} as pair_list
    from pairs
    group by study, table_id
),

final as (
    select
        tables.study,
        'duplicates_in_' || tables.table_id as check_id,
        replace(coalesce(cell_list, ''), ', ', '; ') as cells,
        coalesce(n_pairs, 0) as result_low,
        coalesce(n_pairs, 0) as result_high,
        'none of ' || n_usable || ' rows of numbers stands twice' as expected,
        case when n_pairs is null then 'holds' else 'not decidable' end as verdict,
        coalesce('Repeated to the last digit: ' || pair_list || '.', 'No coefficient with its error, and no described variable, stands twice.') as sentence_en,
        coalesce('逐位重复：' || pair_list || '。', '无系数连同标准误、亦无变量的描述性统计重复出现。') as sentence_zh
    from tables
    left join repeated on tables.study = repeated.study and tables.table_id = repeated.table_id
)

select {{ consistency_columns() }} from final
