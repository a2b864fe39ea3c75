-- Unexpected duplicates: a coefficient with its error, or a variable's mean with its standard deviation, that stands again elsewhere to
-- the last digit. Two rows of one column, or two variables, repeat each other by chance only: of n rows n(n − 1)/2 pairs may, each with
-- one in ten for every digit after the first; what is rarer than one table in `rare` is suspicious. A column that is printed twice, or
-- with its product centred, repeats rightly; a coefficient may stay as it is where a column changes little; two dummies may be one's
-- complement.
{% set rare = 1000 %}
{% set dummy = 'mean_value between 0 and 1 and sd_value between 0.9 * sqrt(mean_value * (1 - mean_value)) and 1.1 * sqrt(mean_value * (1 - mean_value)) + 0.001' %}

with numbers as (
    select *, {{ kept_digits('value_as_printed') }} as n_digits from {{ ref('audit_published_number') }}
    where statistic in ('estimate', 'se', 'mean', 'sd', 'min', 'max')
),

dummies as (
    select study, table_id, term from {{ ref('audit_published_moment') }}
    where {{ dummy }}
),

texts as (
    select
        study,
        table_id,
        case when statistic in ('estimate', 'se') then column_id else '' end as column_id,
        term,
        {{ text_list("statistic || ' ' || value_as_printed", 'statistic') }} as printed,
        {{ cells_of('cell') }} as cell_list,
        count(case when statistic in ('estimate', 'se', 'mean', 'sd') then 1 end) as n_numbers,
        min(case when statistic in ('estimate', 'se', 'mean', 'sd') then n_digits end) as least_digits,
        sum(case when statistic in ('estimate', 'se', 'mean', 'sd') then n_digits - 1 end) as free_digits
    from numbers
    group by study, table_id, case when statistic in ('estimate', 'se') then column_id else '' end, term
),

usable as (
    select
        texts.*,
        texts.table_id || '.' || case when texts.column_id = '' then '' else texts.column_id || '.' end || texts.term as row_name
    from texts
    left join dummies on texts.study = dummies.study and texts.table_id = dummies.table_id and texts.term = dummies.term and texts.column_id = ''
    where texts.n_numbers = 2 and texts.least_digits >= 2 and dummies.term is null
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
        one.column_id,
        {{ cells_joined(['one.cell_list', 'other.cell_list']) }} as cell_list,
        one.row_name || ' = ' || other.row_name as pair,
        one.row_name,
        one.free_digits,
        one.table_id = other.table_id and one.column_id = other.column_id as is_one_place
    from usable as one
    inner join usable as other
        on
            one.study = other.study and one.printed = other.printed and one.row_name < other.row_name
    left join specifications as mine on one.study = mine.study and one.table_id = mine.table_id and one.column_id = mine.column_id
    left join specifications as theirs
        on other.study = theirs.study and other.table_id = theirs.table_id and other.column_id = theirs.column_id
    where
        one.table_id = other.table_id and one.column_id = other.column_id
        or one.free_digits >= 4 and one.column_id <> ''
        and not coalesce(mine.terms = theirs.terms and mine.has_product = theirs.has_product, false)
),

places as (
    select
        usable.study,
        usable.table_id,
        usable.column_id,
        count(*) as n_usable,
        count(*) * (count(*) - 1) / 2e0 as n_pairs
    from usable
    group by usable.study, usable.table_id, usable.column_id
),

-- how often so many rows of one place repeat others by chance, at most
chances as (
    select
        pairs.study,
        pairs.table_id,
        pairs.column_id,
        power(least(1, max(places.n_pairs) * power(10e0, -min(pairs.free_digits))), count(distinct pairs.row_name)) as chance
    from pairs
    inner join places on pairs.study = places.study and pairs.table_id = places.table_id and pairs.column_id = places.column_id
    where pairs.is_one_place
    group by pairs.study, pairs.table_id, pairs.column_id
),

tables as (
    select
        places.study,
        places.table_id,
        sum(places.n_usable) as n_usable,
        min(chances.chance) as chance
    from places
    left join chances
        on places.study = chances.study and places.table_id = chances.table_id and places.column_id = chances.column_id
    group by places.study, places.table_id
),

repeated_cells as (
    select study, table_id, {{ cell_rows('cell_list') }} from pairs
),

named as (
    select study, table_id, {{ cells_of('cell') }} as cell_list
    from (select distinct study, table_id, cell from repeated_cells where cell is not null) as distinct_cells
    group by study, table_id
),

repeated as (
    select
        study,
        table_id,
        count(*) as n_pairs,
        {{ text_list('pair', 'pair') }} as pair_list,
        {{ text_list('pair', 'pair', '、') }} as pair_list_zh
    from pairs
    group by study, table_id
),

final as (
    select
        tables.study,
        'duplicates' as check_kind,
        'duplicates_in_' || tables.table_id as check_id,
        {{ cells_joined(['named.cell_list']) }} as cells,
        coalesce(n_pairs, 0) as result_low,
        coalesce(n_pairs, 0) as result_high,
        'none of ' || {{ told('n_usable', 0) }} || ' rows of numbers stands twice' as expected,
        case when n_pairs is null then 'holds' when 1 / chance >= {{ rare }} then 'suspicious' else 'not decidable' end as verdict,
        coalesce(
            'Repeated to the last digit: ' || pair_list || '.', 'No coefficient with its error, and no described variable, stands twice.'
        ) || coalesce(' By chance this happens in at most one table of ' || {{ number_text(significant('1 / chance', 2)) }} || '.', '') as sentence_en,
        coalesce('逐位重复：' || pair_list_zh || '。', '无系数连同标准误、亦无变量的描述性统计重复出现。')
        || coalesce('偶然出现的概率至多为每' || {{ number_text(significant('1 / chance', 2)) }} || '张表一次。', '') as sentence_zh
    from tables
    left join repeated on tables.study = repeated.study and tables.table_id = repeated.table_id
    left join named on tables.study = named.study and tables.table_id = named.table_id
)

select {{ consistency_columns() }} from final
