-- A column that is printed twice (audit_same_column): no number of the two may differ.
with compared as (
    select * from {{ ref('audit_same_column') }}
),

counted as (
    select
        study,
        pair_id,
        max(case when is_other_r2 then 1 else 0 end) + sum(case when is_other_estimate then 1 else 0 end)
        + sum(case when is_other_error then 1 else 0 end) as n_other
    from compared
    group by study, pair_id
),

named as (
    select study, pair_id, r2_cell as one_cell, other_r2_cell as same_cell, is_other_r2 as is_other from compared
    union
    select study, pair_id, one_cell || '.estimate', same_cell || '.estimate', is_other_estimate from compared
    union
    select study, pair_id, one_cell || '.se', same_cell || '.se', is_other_error from compared
    where has_errors
),

-- all that is compared, or what differs
listed as (
    select
        counted.study,
        counted.pair_id,
        {{ cells_of('named.one_cell') }} as one_cells,
        {{ cells_of('named.same_cell') }} as same_cells
    from counted
    inner join named on counted.study = named.study and counted.pair_id = named.pair_id and (named.is_other or counted.n_other = 0)
    group by counted.study, counted.pair_id
),

final as (
    select
        counted.study,
        'repeated_column' as check_kind,
        'repeated_column_' || counted.pair_id as check_id,
        {{ cells_joined(['listed.one_cells', 'listed.same_cells']) }} as cells,
        n_other as result_low,
        n_other as result_high,
        {{ verdict('n_other = 0', 'contradicts') }} as verdict,
        {{ words({'n': fixed_text('n_other', 0)}) }} as words
    from counted
    inner join listed on counted.study = listed.study and counted.pair_id = listed.pair_id
)

select {{ consistency_columns() }} from final
