-- A column that is printed twice, with the same regressors, effects and whole sample: no number of the two may differ, nor the errors where
-- it is stated of both that they are of one type. So is a column with a centred product beside the one with the raw product, but for the two
-- main effects and the constant.
{% set differ = {'estimate': "not coalesce(" ~ overlaps('one.estimate_low', 'one.estimate_high', 'other.estimate_low', 'other.estimate_high') ~ ", true)",
    'se': "pairs.is_one_type and not coalesce(" ~ overlaps('one.std_error_low', 'one.std_error_high', 'other.std_error_low', 'other.std_error_high') ~ ", true)"} %}

with fits as (
    select * from {{ ref('audit_published_fit') }}
    where sample_id is not null and lag_years = 0 and is_stated and states_r2
),

cells as (
    select * from {{ ref('audit_published_coefficient') }}
    where estimate is not null
),

products as (
    select *, cell || '._model' as raw_cell, centred_cell || '._model' as other_cell from {{ ref('audit_printed_product') }}
),

shared as (
    select one.study, one.table_id, one.column_id, other.table_id as other_table, other.column_id as other_column, count(*) as n_shared
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
    inner join fits as one using (study, table_id, column_id)
    inner join fits as other
        on
            shared.study = other.study and shared.other_table = other.table_id and shared.other_column = other.column_id
            and one.n_obs = other.n_obs and one.sample_id = other.sample_id and one.outcome = other.outcome
            and one.n_effects = other.n_effects and one.n_regressors = other.n_regressors
    left join (select distinct study, raw_cell, other_cell, product_term, centred_term from products) as products
        on
            one.study = products.study and one.cell in (products.raw_cell, products.other_cell)
            and other.cell in (products.raw_cell, products.other_cell)
    where shared.n_shared = one.n_regressors or products.study is not null
),

compared as (
    select
        pairs.*,
        one.cell as one_cell,
        other.cell as same_cell,
        pairs.is_one_type and one.std_error is not null and other.std_error is not null as has_errors,
        {{ differ.estimate }} as is_other_estimate,
        {{ differ.se }} as is_other_error
    from pairs
    inner join cells as one using (study, table_id, column_id)
    inner join cells as other
        on pairs.study = other.study and pairs.other_table = other.table_id and pairs.other_column = other.column_id
    left join products as main
        on
            pairs.study = main.study and pairs.product_term = main.product_term and one.term = main.term
            and main.raw_cell in (pairs.cell, pairs.other_cell)
    where
        other.term = case
            when one.term = pairs.product_term then pairs.centred_term when one.term = pairs.centred_term then pairs.product_term
            else one.term
        end
        and (pairs.product_term is null or one.term <> '_cons' and main.term is null)
),

named as (
    select study, pair_id, r2_cell as one_cell, other_r2_cell as same_cell, is_other_r2 as is_other from compared
    union
    select study, pair_id, one_cell || '.estimate', same_cell || '.estimate', is_other_estimate from compared
    union
    select study, pair_id, one_cell || '.se', same_cell || '.se', is_other_error from compared
    where has_errors
),

-- what differs, or all that is compared
counted as (
    select named.*, sum(case when is_other then 1 else 0 end) over (partition by study, pair_id) as n_other from named
),

listed as (
    select study, pair_id, n_other, {{ cells_of('one_cell') }} as one_cells, {{ cells_of('same_cell') }} as same_cells
    from counted
    where is_other or n_other = 0
    group by study, pair_id, n_other
),

final as (
    {{ check('repeated_column', 'repeated_column', "'repeated_column_' || pair_id", cells_joined(['one_cells', 'same_cells']), 'n_other',
        {'n': count_text('n_other')}, holds='n_other = 0') }}
    from listed
)

select * from final
