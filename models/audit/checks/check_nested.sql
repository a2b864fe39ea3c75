-- Nested columns: R2 cannot fall; the rise gives F of what was added (two R2 suffice, no error is needed), and of one regressor its
-- classical t, t² = ΔR² · df / (1 − R²). In the same table that t is held against the printed one; of a column of another table the error
-- that it gives, narrower than the printed digits, against the printed error. Another t says that the printed error is of another type,
-- which contradicts a note that states classical errors. That the type changes unsaid within a study is told, and is no contradiction.
{% set ses = ['least(abs(estimate_low), abs(estimate_high)) / sqrt(f_high)', 'greatest(abs(estimate_low), abs(estimate_high)) / sqrt(f_low)'] %}
{% set ts = {'low': fixed_text('classical_t_low'), 'high': fixed_text('classical_t_high')} %}

with pairs as (
    select
        *,
        larger_table || '_' || larger_column || '_from_' || smaller_table || '_' || smaller_column as pair_id,
        {{ cells(['larger_r2_cell', 'smaller_r2_cell']) }} as r2_cells
    from {{ ref('audit_nested_pair') }}
),

coefficients as (
    select *, table_id as larger_table, column_id as larger_column
    from {{ ref('audit_published_coefficient') }}
),

added as (
    select
        pairs.*,
        cells.term, cells.cell, cells.estimate_low, cells.estimate_high, cells.std_error_low, cells.std_error_high,
        cells.abs_t_low, cells.abs_t_high,
        before.estimate is not null as is_printed_before,
        before.term is not null as is_named_before,
        sqrt(pairs.f_low) as classical_t_low,
        sqrt(pairs.f_high) as classical_t_high,
        {{ overlaps('sqrt(pairs.f_low)', 'sqrt(pairs.f_high)', 'cells.abs_t_low', 'cells.abs_t_high') }} as is_classical
    from pairs
    inner join coefficients as cells using (study, larger_table, larger_column)
    left join coefficients as before
        on
            pairs.study = before.study and pairs.smaller_table = before.table_id and pairs.smaller_column = before.column_id
            and cells.term = before.term
    where pairs.n_added = 1 and cells.term <> '_cons' and cells.estimate is not null
),

same_table as (
    select * from added
    where larger_table = smaller_table and not is_named_before
),

types as (
    select
        study,
        sum(case when is_classical then 1 else 0 end) as n_classical,
        sum(case when not is_classical then 1 else 0 end) as n_other
    from same_table
    where is_stated and study not in (select study from {{ ref('published_facts') }} where fact = 'standard_errors')
    group by study
    having count(is_classical) > 0
),

final as (
    {{ check('nested', 'r2_rises', "'r2_rises_' || pair_id", 'r2_cells',
        ['larger_r2_low - smaller_r2_high', 'larger_r2_high - smaller_r2_low'], holds='larger_r2_high >= smaller_r2_low', fault='impossible') }}
    from pairs
    union all
    {{ check('nested', 'block_f', "'block_f_' || pair_id", 'r2_cells', ['f_low', 'f_high'], {
        'added': count_text('n_added'), 'df': count_text('df_resid'), 'low': fixed_text('f_low'), 'high': fixed_text('f_high')
    }, verdict="case when f_low is not null then 'holds' else 'not decidable' end") }}
    from pairs where n_added_regressors = 0
    union all
    {{ check('nested', 'drop_one', "'drop_one_' || pair_id", cells_joined([cells(["cell || '.se'", "cell || '.estimate'"]), 'r2_cells']), ses, {
        'term': 'term', 'low': fixed_text('std_error_low', 6), 'high': fixed_text('std_error_high', 6), 't_low': ts.low, 't_high': ts.high,
        'se_low': fixed_text(ses[0], 6), 'se_high': fixed_text(ses[1], 6)
    }, holds=overlaps(ses[0], ses[1], 'std_error_low', 'std_error_high'), decides='states_classical') }}
    from added
    where larger_table <> smaller_table and not is_printed_before and f_low > 0 and (estimate_low > 0 or estimate_high < 0)
    union all
    {{ check('r2_increment', 'classical_error', "'classical_error_' || larger_table || '_' || larger_column || '_' || term",
        cells_joined([cells(["cell || '.estimate'", "cell || '.se'"]), 'r2_cells']), ['classical_t_low', 'classical_t_high'],
        dict(ts, term='term', t_low=fixed_text('abs_t_low'), t_high=fixed_text('abs_t_high')),
        holds='is_classical', decides='states_classical', variant=unless_known('is_classical')) }}
    from same_table
    union all
    {{ check('r2_increment', 'one_error_type', "'one_error_type'", [], 'n_classical', {
        'classical': count_text('n_classical'), 'other': count_text('n_other'), 'n': count_text('n_classical + n_other')
    }, verdict="case when n_classical = 0 or n_other = 0 then 'holds' else 'not decidable' end") }}
    from types
)

select * from final
