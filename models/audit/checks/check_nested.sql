-- Nested columns: R2 cannot fall; the rise gives F of what was added (two R2 suffice, no error is needed); a regressor that a
-- column of another table lacks gets its classical t, and with it an error narrower than the printed digits.
{% set se_low = 'least(abs(estimate_low), abs(estimate_high)) / sqrt(f_high)' %}
{% set se_high = 'greatest(abs(estimate_low), abs(estimate_high)) / sqrt(f_low)' %}

with pairs as (
    select
        *,
        larger_table || '_' || larger_column || '_from_' || smaller_table || '_' || smaller_column as pair_id,
        {{ cells(['larger_r2_cell', 'smaller_r2_cell']) }} as cells
    from {{ ref('audit_nested_pair') }}
),

coefficients as (
    select * from {{ ref('audit_published_coefficient') }}
    where term <> '_cons' and estimate is not null
),

dropped as (
    select
        pairs.*,
        larger.term,
        larger.cell,
        larger.estimate_low,
        larger.estimate_high,
        larger.std_error_low,
        larger.std_error_high
    from pairs
    inner join coefficients as larger
        on pairs.study = larger.study and pairs.larger_table = larger.table_id and pairs.larger_column = larger.column_id
    left join coefficients as smaller
        on
            pairs.study = smaller.study and pairs.smaller_table = smaller.table_id
            and pairs.smaller_column = smaller.column_id and larger.term = smaller.term
    where
        smaller.term is null and pairs.n_added = 1 and pairs.larger_table <> pairs.smaller_table and pairs.f_low > 0
        and (larger.estimate_low > 0 or larger.estimate_high < 0)
),

final as (
    select
        study,
        'r2_rises' as check_kind,
        'r2_rises_' || pair_id as check_id,
        cells,
        larger_r2_low - smaller_r2_high as result_low,
        larger_r2_high - smaller_r2_low as result_high,
        {{ verdict('larger_r2_high >= smaller_r2_low', 'impossible') }} as verdict,
        {{ words({'holds': flag('larger_r2_high >= smaller_r2_low')}) }} as words
    from pairs
    union all
    select
        study,
        'block_f' as check_kind,
        'block_f_' || pair_id as check_id,
        cells,
        f_low as result_low,
        f_high as result_high,
        case when f_low is not null then 'holds' else 'not decidable' end as verdict,
        {{ words({
            'added': fixed_text('n_added', 0), 'df': fixed_text('df_resid', 0), 'low': fixed_text('f_low'), 'high': fixed_text('f_high')
        }) }} as words
    from pairs
    where n_added_regressors = 0
    union all
    select
        study,
        'drop_one' as check_kind,
        'drop_one_' || pair_id as check_id,
        {{ cells_joined([cells(["cell || '.se'", "cell || '.estimate'"]), 'cells']) }} as cells,
        {{ se_low }} as result_low,
        {{ se_high }} as result_high,
        {{ verdict(overlaps(se_low, se_high, 'std_error_low', 'std_error_high'), 'contradicts', 'states_classical') }} as verdict,
        {{ words({
            'term': 'term', 'low': fixed_text('std_error_low', 6), 'high': fixed_text('std_error_high', 6), 't_low': fixed_text('sqrt(f_low)'),
            't_high': fixed_text('sqrt(f_high)'), 'se_low': fixed_text(se_low, 6), 'se_high': fixed_text(se_high, 6),
            'holds': flag(overlaps(se_low, se_high, 'std_error_low', 'std_error_high'))
        }) }} as words
    from dropped
)

select {{ consistency_columns() }} from final
