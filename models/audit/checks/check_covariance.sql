-- Two regressors: the correlation that slopes, standard deviations and R2 imply must be one (a positive semi-definite covariance),
-- and with it the classical error of each is sqrt((1 − R2)/df / (1 − ρ²)) · sy/sx, wherever the note states classical errors.
{% set exists = overlaps('correlation_low', 'correlation_high', '-1', '1') %}
{% set agrees = overlaps('error_low', 'coalesce(error_high, 1e300)', 'std_error_low', 'std_error_high') %}

with pairs as (
    select
        *,
        least(1, {{ square_low('correlation_low', 'correlation_high') }}) as square_low,
        least(1, {{ square_high('correlation_low', 'correlation_high') }}) as square_high
    from {{ ref('audit_two_regressor') }}
),

errors as (
    select
        *,
        sqrt((1 - r2_high) / df_resid / nullif(1 - square_low, 0)) / ratio_high as error_low,
        sqrt((1 - r2_low) / df_resid / nullif(1 - square_high, 0)) / ratio_low as error_high
    from pairs
    where r2_high < 1 and std_error_high > 0
),

final as (
    select
        study,
        'correlation_of_regressors' as check_kind,
        'correlation_of_' || table_id || '_' || column_id as check_id,
        {{ cells(["cell || '.estimate'", "other_cell || '.estimate'", 'r2_cell', "x_cell || '.sd'", "other_x_cell || '.sd'", 'y_sd_cell']) }} as cells,
        correlation_low as result_low,
        correlation_high as result_high,
        {{ verdict(exists, 'impossible') }} as verdict,
        {{ words({
            'low': fixed_text('correlation_low', 3), 'high': fixed_text('correlation_high', 3), 'holds': flag(exists)
        }) }} as words
    from pairs
    where cell < other_cell
    union all
    select
        study,
        'error_by_correlation' as check_kind,
        'error_by_correlation_' || cell as check_id,
        {{ cells(["cell || '.se'", "cell || '.estimate'", "other_cell || '.estimate'", 'r2_cell', "x_cell || '.sd'", "other_x_cell || '.sd'", 'y_sd_cell']) }} as cells,
        error_low as result_low,
        error_high as result_high,
        {{ verdict(agrees, 'contradicts', 'states_classical') }} as verdict,
        {{ words({
            'term': 'term', 'low': number_text(significant('error_low', 3)), 'high': number_text(significant('error_high', 3)), 'holds': flag(agrees)
        }) }} as words
    from errors
    where error_low is not null
)

select {{ consistency_columns() }} from final
