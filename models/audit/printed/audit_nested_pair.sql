-- Pairs of printed columns of one outcome of which the larger has every regressor and effect of the smaller, and more, on one
-- sample; with the rise of R2 as intervals of t or F. Columns with lags are left out: they have another sample.
with fits as (
    select * from {{ ref('audit_published_fit') }}
    where lag_years = 0 and r2_low is not null
),

terms as (
    select * from {{ ref('audit_published_coefficient') }}
    where term <> '_cons' and estimate is not null
),

shared as (
    select
        larger.study,
        larger.table_id as larger_table,
        larger.column_id as larger_column,
        smaller.table_id as smaller_table,
        smaller.column_id as smaller_column,
        count(*) as n_shared
    from terms as larger
    inner join terms as smaller
        on
            larger.study = smaller.study and larger.term = smaller.term
            and (larger.table_id <> smaller.table_id or larger.column_id <> smaller.column_id)
    group by larger.study, larger.table_id, larger.column_id, smaller.table_id, smaller.column_id
),

final as (
    select
        shared.*,
        larger.cell as larger_cell,
        smaller.cell as smaller_cell,
        larger.r2_cell as larger_r2_cell,
        smaller.r2_cell as smaller_r2_cell,
        larger.states_classical,
        larger.is_stated and larger.states_r2 and smaller.is_stated and smaller.states_r2 as is_stated,
        larger.n_regressors - smaller.n_regressors as n_added_regressors,
        larger.n_slopes - smaller.n_slopes as n_added,
        larger.df_resid,
        larger.r2_low as larger_r2_low,
        larger.r2_high as larger_r2_high,
        smaller.r2_low as smaller_r2_low,
        smaller.r2_high as smaller_r2_high,
        {{ added_f('larger.r2_low', 'smaller.r2_high', 'larger.df_resid', 'larger.n_slopes - smaller.n_slopes') }} as f_low,
        {{ added_f('larger.r2_high', 'smaller.r2_low', 'larger.df_resid', 'larger.n_slopes - smaller.n_slopes') }} as f_high
    from shared
    inner join fits as larger
        on shared.study = larger.study and shared.larger_table = larger.table_id and shared.larger_column = larger.column_id
    inner join fits as smaller
        on shared.study = smaller.study and shared.smaller_table = smaller.table_id and shared.smaller_column = smaller.column_id
    where
        shared.n_shared = smaller.n_regressors
        and larger.n_obs = smaller.n_obs and larger.sample_id = smaller.sample_id and larger.outcome = smaller.outcome
        and larger.n_effects >= smaller.n_effects
        and larger.n_slopes > smaller.n_slopes
)

select * from final
