-- Unexpected duplicates: rows of numbers (a coefficient with its error, a variable's mean with its standard deviation, two digits or more
-- each; a dummy's two moments are one number) that stand again to the last digit, in one place (a column, the descriptives of a table) or
-- elsewhere with four free digits. Two rows of one place repeat each other by chance only: of n rows n(n − 1)/2 pairs may, each with one in
-- ten for every digit after the first; what is rarer than one table in `rare` is suspicious. A column that is printed twice, or with its
-- product centred, repeats rightly; in another column a coefficient may stay as it is.
{% set rare = 1000 %}
{% set statistics = ['estimate', 'se', 'mean', 'sd', 'min', 'max'] %}
{% set spread = 'sqrt(mean_value * (1 - mean_value))' %}

with numbers as (
    select
        study, table_id, term, statistic, value_as_printed, cell,
        case when statistic in ('estimate', 'se') then column_id else '' end as column_id,
        case when statistic not in ('min', 'max') then {{ kept_digits('value_as_printed') }} end as n_digits
    from {{ ref('audit_published_number') }}
    where statistic in ({{ quoted_list(statistics) }})
),

dummies as (
    select study, table_id, '' as column_id, term, 1 as is_dummy from {{ ref('audit_published_moment') }}
    where mean_value between 0 and 1 and sd_value between 0.9 * {{ spread }} and 1.1 * {{ spread }} + 0.001
),

usable as (
    select
        study, table_id, column_id, term,
        table_id || '.' || case when column_id = '' then '' else column_id || '.' end || term as row_name,
        sum(n_digits - 1) as free_digits
        {%- for statistic in statistics %},
        coalesce(max(case when statistic = '{{ statistic }}' then value_as_printed end), '') as own_{{ statistic }}
        {%- endfor %}
    from numbers
    left join dummies using (study, table_id, column_id, term)
    where is_dummy is null
    group by study, table_id, column_id, term
    having count(n_digits) = 2 and min(n_digits) >= 2
),

specifications as (
    select study, table_id, column_id, {{ text_list('case when is_factor is null then term end', 'term') }} as terms, max(is_factor) as has_product
    from {{ ref('audit_published_coefficient') }}
    left join (select distinct study, term, 1 as is_factor from {{ ref('published_facts') }} where fact = 'factor') as factors using (study, term)
    where estimate is not null
    group by study, table_id, column_id
),

pairs as (
    select
        one.*, other.table_id as other_table, other.column_id as other_column, other.term as other_term,
        one.row_name || ' = ' || other.row_name as pair,
        one.table_id = other.table_id and one.column_id = other.column_id as is_one_place
    from usable as one
    inner join usable as other
        on
            one.study = other.study and one.row_name < other.row_name
            {% for statistic in statistics %}and one.own_{{ statistic }} = other.own_{{ statistic }} {% endfor %}
    left join specifications as mine on one.study = mine.study and one.table_id = mine.table_id and one.column_id = mine.column_id
    left join specifications as theirs
        on other.study = theirs.study and other.table_id = theirs.table_id and other.column_id = theirs.column_id
    where
        one.table_id = other.table_id and one.column_id = other.column_id
        or one.free_digits >= 4 and one.column_id <> ''
        and not coalesce(mine.terms = theirs.terms and coalesce(mine.has_product, 0) = coalesce(theirs.has_product, 0), false)
),

-- how often so many rows of one place repeat others by chance, at most
tables as (
    select
        places.study,
        places.table_id,
        sum(places.n_usable) as n_usable,
        min(power(least(1, places.n_usable * (places.n_usable - 1) / 2e0 * power(10e0, -repeating.free_digits)), repeating.n_rows)) as chance
    from (select study, table_id, column_id, count(*) as n_usable from usable group by study, table_id, column_id) as places
    left join (
        select study, table_id, column_id, min(free_digits) as free_digits, count(distinct row_name) as n_rows from pairs
        where is_one_place
        group by study, table_id, column_id
    ) as repeating using (study, table_id, column_id)
    group by places.study, places.table_id
),

repeated_rows as (
    select study, table_id as of_table, table_id, column_id, term from pairs
    union
    select study, table_id, other_table, other_column, other_term from pairs
),

found as (
    select tables.*, repeated.pair_list, coalesce(repeated.n_pairs, 0) as n_repeated, named.cell_list
    from tables
    left join (
        select study, table_id, count(*) as n_pairs, {{ text_list('pair', 'pair', list_mark()) }} as pair_list from pairs
        group by study, table_id
    ) as repeated using (study, table_id)
    left join (
        select study, of_table as table_id, {{ cells_of('cell') }} as cell_list from repeated_rows
        inner join numbers using (study, table_id, column_id, term)
        group by study, of_table
    ) as named using (study, table_id)
),

final as (
    {{ check('duplicate', 'duplicates', "'duplicates_in_' || table_id", cells_joined(['cell_list']), 'n_repeated',
        {'n': count_text('n_usable'), 'pairs': 'pair_list', 'odds': number_text(significant('1 / chance', 2))},
        verdict="case when n_repeated = 0 then 'holds' when 1 / chance >= " ~ rare ~ " then 'suspicious' else 'not decidable' end",
        variant="case when n_repeated = 0 then 'none' end") }}
    from found
)

select * from final
