-- Nested columns that differ by one regressor: the boxes of its coefficient c and error sc, of the ratio of the columns' residual
-- variances, and the least |c| from which R2 can rise so.
with pairs as (
    select
        *,
        larger_table || '_' || larger_column || '_from_' || smaller_table || '_' || smaller_column as pair_id
    from {{ ref('audit_nested_pair') }}
    where n_added = 1 and n_added_regressors = 1
),

cells as (
    select * from {{ ref('audit_published_coefficient') }}
    where estimate is not null
),

fits as (
    select *, (1 - r2_high) / df_resid as variance_low, (1 - r2_low) / df_resid as variance_high
    from {{ ref('audit_published_fit') }}
    where df_resid > 0 and r2_high < 1
),

final as (
    select
        pairs.*,
        c.term,
        c.cell,
        greatest(c.estimate_low, -c.estimate_high, 0) as c_low,
        greatest(abs(c.estimate_low), abs(c.estimate_high)) as c_high,
        c.std_error_low as sc_low,
        c.std_error_high as sc_high,
        coalesce(larger.stated_errors = 'classical' and smaller.stated_errors = 'classical', false) as is_classical,
        larger.variance_low / smaller.variance_high as ratio_low,
        larger.variance_high / smaller.variance_low as ratio_high,
        sqrt(greatest(larger.r2_low - smaller.r2_high, 0)) * y.sd_low / x.sd_high as floor_low,
        x.table_id || '.' || x.term || '.sd' as x_sd_cell,
        y.table_id || '.' || y.term || '.sd' as y_sd_cell
    from pairs
    inner join fits as larger on pairs.study = larger.study and pairs.larger_cell = larger.cell
    inner join fits as smaller on pairs.study = smaller.study and pairs.smaller_cell = smaller.cell
    inner join cells as c
        on pairs.study = c.study and pairs.larger_table = c.table_id and pairs.larger_column = c.column_id and c.term <> '_cons'
    left join cells as before
        on
            pairs.study = before.study and pairs.smaller_table = before.table_id and pairs.smaller_column = before.column_id
            and c.term = before.term
    left join {{ ref('audit_published_moment') }} as x on pairs.study = x.study and c.term = x.term and larger.n_obs = x.n_value
    left join {{ ref('audit_published_moment') }} as y
        on pairs.study = y.study and larger.outcome = y.term and larger.n_obs = y.n_value
    where before.term is null
)

select * from final
