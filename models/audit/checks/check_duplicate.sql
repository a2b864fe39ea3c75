-- Unexpected duplicates: rows of numbers that stand again elsewhere to the last digit. Two rows of one place repeat each other by chance
-- only: of n rows n(n − 1)/2 pairs may, each with one in ten for every digit after the first; what is rarer than one table in `rare` is
-- suspicious. In another column a coefficient may stay as it is.
{% set rare = 1000 %}

with usable as (
    select * from {{ ref('audit_printed_row') }}
),

pairs as (
    select * from {{ ref('audit_repeated_row') }}
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
        case when n_pairs is null then 'holds' when 1 / chance >= {{ rare }} then 'suspicious' else 'not decidable' end as verdict,
        {{ words({
            'n': fixed_text('n_usable', 0), 'pairs_en': 'pair_list', 'pairs_zh': 'pair_list_zh', 'odds': number_text(significant('1 / chance', 2))
        }, variant="case when n_pairs is null then 'none' end") }} as words
    from tables
    left join repeated on tables.study = repeated.study and tables.table_id = repeated.table_id
    left join named on tables.study = named.study and tables.table_id = named.table_id
)

select {{ consistency_columns() }} from final
