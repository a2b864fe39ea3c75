-- Columns with two regressors and no effects on the described sample, one row per regressor, with the correlation of the two that
-- R2 implies: R2 = β1² + β2² + 2 ρ β1 β2, β standardised slopes. It decides their classical errors.
with fits as (
    select * from {{ ref('audit_published_fit') }}
    where n_effects = 0 and n_slopes = 2 and lag_years = 0 and r2_low is not null and df_resid > 0
),

slopes as (
    select
        *,
        {{ product_low('estimate_low', 'estimate_high', 'ratio_low', 'ratio_high') }} as beta_low,
        {{ product_high('estimate_low', 'estimate_high', 'ratio_low', 'ratio_high') }} as beta_high
    from {{ ref('audit_described_slope') }}
    where is_constant = 0 and ratio_low is not null
),

pairs as (
    select
        own.*,
        fits.r2_cell,
        fits.states_classical,
        fits.df_resid,
        fits.r2_low,
        fits.r2_high,
        other.cell as other_cell,
        other.x_cell as other_x_cell,
        {{ square_low('own.beta_low', 'own.beta_high') }} + {{ square_low('other.beta_low', 'other.beta_high') }} as squares_low,
        {{ square_high('own.beta_low', 'own.beta_high') }} + {{ square_high('other.beta_low', 'other.beta_high') }} as squares_high,
        2 * {{ product_low('own.beta_low', 'own.beta_high', 'other.beta_low', 'other.beta_high') }} as cross_low,
        2 * {{ product_high('own.beta_low', 'own.beta_high', 'other.beta_low', 'other.beta_high') }} as cross_high
    from fits
    inner join slopes as own on fits.study = own.study and fits.table_id = own.table_id and fits.column_id = own.column_id
    inner join slopes as other
        on own.study = other.study and own.table_id = other.table_id and own.column_id = other.column_id and own.term <> other.term
),

final as (
    select
        *,
        {{ product_low('r2_low - squares_high', 'r2_high - squares_low', '1 / cross_high', '1 / cross_low') }} as correlation_low,
        {{ product_high('r2_low - squares_high', 'r2_high - squares_low', '1 / cross_high', '1 / cross_low') }} as correlation_high
    from pairs
    where cross_low > 0 or cross_high < 0
)

select * from final
