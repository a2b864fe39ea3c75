-- A column that is printed twice, with the same regressors, effects and whole sample: every number is the same, the errors where it is
-- stated of both that they are of one type. So is a column with a centred product beside the one with the raw product, but for the two main effects and the constant.
with fits as (
    select * from {{ ref('audit_published_fit') }}
    where sample_id is not null and lag_years = 0 and is_stated and states_r2
),

cells as (
    select * from {{ ref('audit_published_coefficient') }}
    where estimate is not null
),

products as (
    select distinct study, cell || '._model' as cell, centred_cell || '._model' as centred_cell, product_term, centred_term
    from {{ ref('audit_printed_product') }}
),

shared as (
    select one.study, one.table_id, one.column_id, other.table_id as other_table_id, other.column_id as other_column_id, count(*) as n_shared
    from cells as one
    inner join cells as other
        on
            one.study = other.study and one.term = other.term and one.term <> '_cons'
            and (one.table_id < other.table_id or one.table_id = other.table_id and one.column_id < other.column_id)
    group by one.study, one.table_id, one.column_id, other.table_id, other.column_id
),

pairs as (
    select
        shared.*,
        one.table_id || '_' || one.column_id || '_' || other.table_id || '_' || other.column_id as pair_id,
        one.cell,
        other.cell as other_cell,
        one.r2_cell,
        other.r2_cell as other_r2_cell,
        not coalesce({{ overlaps('one.r2_low', 'one.r2_high', 'other.r2_low', 'other.r2_high') }}, true) as is_other_r2,
        coalesce(one.stated_errors = other.stated_errors, false) as is_one_type,
        products.product_term,
        products.centred_term
    from shared
    inner join fits as one
        on shared.study = one.study and shared.table_id = one.table_id and shared.column_id = one.column_id
    inner join fits as other
        on
            shared.study = other.study and shared.other_table_id = other.table_id and shared.other_column_id = other.column_id
            and one.n_obs = other.n_obs and one.sample_id = other.sample_id and one.outcome = other.outcome and one.n_effects = other.n_effects and one.n_regressors = other.n_regressors
    left join products
        on
            one.study = products.study
            and (one.cell = products.cell and other.cell = products.centred_cell or one.cell = products.centred_cell and other.cell = products.cell)
    where shared.n_shared = one.n_regressors or products.study is not null
),

final as (
    select
        pairs.*,
        one.cell as one_cell,
        other.cell as same_cell,
        pairs.is_one_type and one.std_error is not null and other.std_error is not null as has_errors,
        not coalesce({{ overlaps('one.estimate_low', 'one.estimate_high', 'other.estimate_low', 'other.estimate_high') }}, true)
            as is_other_estimate,
        not coalesce({{ overlaps('one.std_error_low', 'one.std_error_high', 'other.std_error_low', 'other.std_error_high') }}, true)
        and pairs.is_one_type as is_other_error
    from pairs
    inner join cells as one on pairs.study = one.study and pairs.table_id = one.table_id and pairs.column_id = one.column_id
    inner join cells as other
        on
            pairs.study = other.study and pairs.other_table_id = other.table_id and pairs.other_column_id = other.column_id
    left join {{ ref('audit_printed_product') }} as main
        on
            pairs.study = main.study and pairs.product_term = main.product_term and one.term = main.term
            and main.cell || '._model' in (pairs.cell, pairs.other_cell)
    where
        other.term = case
            when one.term = pairs.product_term then pairs.centred_term
            when one.term = pairs.centred_term then pairs.product_term
            else one.term
        end
        and (pairs.product_term is null or one.term <> '_cons' and main.term is null)
)

select * from final
