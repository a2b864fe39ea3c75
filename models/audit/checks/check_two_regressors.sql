-- Columns with two regressors and no effects on the described sample. The slope a of the first alone and both slopes b and c together give
-- R2 = (sx/sy)² b (2a − b) + (c sw/sy)². The correlation that standardised slopes β and R2 = β1² + β2² + 2 ρ β1 β2 imply must be one, and
-- with it the classical error of each is sqrt((1 − R2)/df / (1 − ρ²)) · sy/sx, wherever the note states classical errors.
{% set together = ['estimate_low', 'estimate_high', '2 * alone_low - estimate_high', '2 * alone_high - estimate_low'] %}
{% set correlation = ['r2_low - squares_high', 'r2_high - squares_low', '1 / cross_high', '1 / cross_low'] %}
{% set betas = ['beta_low', 'beta_high', 'other_beta_low', 'other_beta_high'] %}
{% set pair_cells = ["cell || '.estimate'", "other_cell || '.estimate'", 'r2_cell', "x_cell || '.sd'", "other_x_cell || '.sd'", 'y_sd_cell'] %}

with fits as (
    select * from {{ ref('audit_published_fit') }}
    where n_effects = 0 and lag_years = 0
),

slopes as (
    select
        *,
        {{ product_low('estimate_low', 'estimate_high', 'ratio_low', 'ratio_high') }} as beta_low,
        {{ product_high('estimate_low', 'estimate_high', 'ratio_low', 'ratio_high') }} as beta_high
    from {{ ref('audit_described_slope') }}
    where is_constant = 0
),

pairs as (
    select
        own.*
        {%- for name in ['n_obs', 'outcome', 'r2_cell', 'states_classical', 'df_resid', 'r2_low', 'r2_high'] %},
        fits.{{ name }}
        {%- endfor %}
        {%- for name in ['cell', 'x_cell', 'estimate_low', 'estimate_high', 'ratio_low', 'ratio_high', 'beta_low', 'beta_high'] %},
        other.{{ name }} as other_{{ name }}
        {%- endfor %}
    from fits
    inner join slopes as own using (study, table_id, column_id)
    inner join slopes as other
        on own.study = other.study and own.table_id = other.table_id and own.column_id = other.column_id and own.term <> other.term
    where fits.n_regressors = 2 and fits.r2_low is not null and other.ratio_low is not null
),

alone as (
    select
        pairs.*,
        alone.cell as alone_cell, alone.estimate_low as alone_low, alone.estimate_high as alone_high
    from pairs
    inner join fits as single
        on pairs.study = single.study and pairs.n_obs = single.n_obs and pairs.outcome = single.outcome and single.n_regressors = 1
    inner join slopes as alone
        on
            single.study = alone.study and single.table_id = alone.table_id and single.column_id = alone.column_id
            and pairs.term = alone.term and alone.ratio_low is not null
),

implied as (
    select
        *,
        {{ product_low('power(ratio_low, 2)', 'power(ratio_high, 2)', product_low(*together), product_high(*together)) }}
        + {{ square_low('other_estimate_low', 'other_estimate_high') }} * power(other_ratio_low, 2) as implied_low,
        {{ product_high('power(ratio_low, 2)', 'power(ratio_high, 2)', product_low(*together), product_high(*together)) }}
        + {{ square_high('other_estimate_low', 'other_estimate_high') }} * power(other_ratio_high, 2) as implied_high
    from alone
),

correlated as (
    select
        *,
        {{ product_low(*correlation) }} as correlation_low,
        {{ product_high(*correlation) }} as correlation_high
    from (
        select
            *,
            {{ square_low('beta_low', 'beta_high') }} + {{ square_low('other_beta_low', 'other_beta_high') }} as squares_low,
            {{ square_high('beta_low', 'beta_high') }} + {{ square_high('other_beta_low', 'other_beta_high') }} as squares_high,
            2 * {{ product_low(*betas) }} as cross_low,
            2 * {{ product_high(*betas) }} as cross_high
        from pairs
        where df_resid > 0 and ratio_low is not null
    ) as crossed
    where cross_low > 0 or cross_high < 0
),

errors as (
    select
        *,
        sqrt((1 - r2_high) / df_resid / nullif(1 - least(1, {{ square_low('correlation_low', 'correlation_high') }}), 0)) / ratio_high as error_low,
        sqrt((1 - r2_low) / df_resid / nullif(1 - least(1, {{ square_high('correlation_low', 'correlation_high') }}), 0)) / ratio_low as error_high
    from correlated
    where r2_high < 1 and std_error_high > 0
),

final as (
    {{ check('algebra', 'omitted_variable', "'omitted_variable_' || table_id || '_' || column_id || '_' || cell",
        ["alone_cell || '.estimate'", "cell || '.estimate'", "other_cell || '.estimate'", 'r2_cell'], ['implied_low', 'implied_high'], {
            'implied_low': fixed_text('implied_low', 4), 'implied_high': fixed_text('implied_high', 4),
            'low': fixed_text('r2_low', 4), 'high': fixed_text('r2_high', 4)
        }, holds=overlaps('implied_low', 'implied_high', 'r2_low', 'r2_high')) }}
    from implied
    union all
    {{ check('covariance', 'correlation_of_regressors', "'correlation_of_' || table_id || '_' || column_id", pair_cells,
        ['correlation_low', 'correlation_high'], {'low': fixed_text('correlation_low', 3), 'high': fixed_text('correlation_high', 3)},
        holds=overlaps('correlation_low', 'correlation_high', '-1', '1'), fault='impossible') }}
    from correlated where cell < other_cell
    union all
    {{ check('covariance', 'error_by_correlation', "'error_by_correlation_' || cell", ["cell || '.se'"] + pair_cells,
        ['error_low', 'error_high'],
        {'term': 'term', 'low': number_text(significant('error_low', 3)), 'high': number_text(significant('error_high', 3))},
        holds=overlaps('error_low', 'coalesce(error_high, 1e300)', 'std_error_low', 'std_error_high'), decides='states_classical') }}
    from errors where error_low is not null
)

select * from final
