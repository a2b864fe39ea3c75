-- Which type of error fits the constant and the slope of a column with one regressor? The classical error is known exactly. A
-- heteroskedasticity-robust one (HC0 to HC3) cannot exceed sqrt(max w² · SSR) with HC1's or HC3's factor, w the estimator's
-- weights; clusters of T observations can add a factor sqrt(T) (Cauchy and Schwarz) and CRV1's own.
with errors as (
    select * from {{ ref('audit_single_regressor') }}
),

bounded as (
    select
        *,
        sqrt(ssr_low / (n_obs - 2) * factor_low) as classical_low,
        sqrt(ssr_high / (n_obs - 2) * factor_high) as classical_high,
        weight * sqrt(ssr_high) * greatest(
            sqrt(n_obs / (n_obs - 2)), 1 / nullif(1 - least(1, 1 / n_obs + power(deviation, 2) / sxx_low), 0)
        ) as robust_high,
        weight * sqrt(ssr_high * n_periods) * sqrt(n_units / (n_units - 1) * (n_obs - 1) / (n_obs - 2)) as cluster_high
    from errors
    where printed_low > 0 and ssr_low is not null
),

judged as (
    select
        *,
        {{ overlaps('classical_low', 'classical_high', 'printed_low', 'printed_high') }} as is_classical,
        coalesce(printed_low <= robust_high, true) as may_be_robust,
        coalesce(printed_low <= cluster_high, true) as may_be_clustered
    from bounded
),

final as (
    select
        study,
        'error_type' as check_kind,
        'error_type_' || cell as check_id,
        {{ cells(["cell || '.se'"]) }} as cells,
        printed_low / classical_high as result_low,
        printed_high / classical_low as result_high,
        case
            when stated_errors = 'classical' and not is_classical or stated_errors in ('HC1', 'HC3') and not may_be_robust
                or stated_errors = 'CRV1' and not may_be_clustered then 'contradicts'
            when is_classical or may_be_robust or may_be_clustered then 'holds'
            else 'not decidable'
        end as verdict,
        {{ words({
            'kind': 'kind', 'low': fixed_text('printed_low / classical_high'), 'high': fixed_text('printed_high / classical_low'), 'stated': 'stated_errors',
            'robust': fixed_text('robust_high / classical_low'), 'clustered': fixed_text('cluster_high / classical_low')
        }, variant="case
                when is_classical then 'classical'
                when may_be_robust then 'robust'
                when may_be_clustered then 'clustered'
                else 'none'
            end") }} as words
    from judged
)

select {{ consistency_columns() }} from final
