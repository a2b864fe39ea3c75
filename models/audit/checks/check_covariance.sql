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
        'overlaps −1 to 1' as expected,
        {{ verdict(exists, 'impossible') }} as verdict,
        'Slopes, standard deviations and R² give the two regressors a correlation of ' || {{ told('correlation_low', 3) }} || ' to '
        || {{ told('correlation_high', 3) }} || {{ either(exists, "'.'", "', which none can be.'") }} as sentence_en,
        '斜率、标准差与R²推得两个解释变量的相关系数为' || {{ told('correlation_low', 3) }} || '至' || {{ told('correlation_high', 3) }}
        || {{ either(exists, "'。'", "'，不可能成立。'") }} as sentence_zh
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
        'overlaps the printed error' as expected,
        {{ verdict(agrees, 'contradicts', 'states_classical') }} as verdict,
        'The classical error of ' || term || ' is ' || {{ number_text(significant('error_low', 3)) }} || ' to '
        || coalesce({{ number_text(significant('error_high', 3)) }}, 'any number')
        || {{ either(agrees, "'; the printed one agrees.'", "'; the printed one is another.'") }} as sentence_en,
        term || '的经典标准误为' || {{ number_text(significant('error_low', 3)) }} || '至'
        || coalesce({{ number_text(significant('error_high', 3)) }}, '任意值') || {{ either(agrees, "'，与刊印相符。'", "'，与刊印不符。'") }} as sentence_zh
    from errors
    where error_low is not null
)

select {{ consistency_columns() }} from final
