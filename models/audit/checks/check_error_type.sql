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
        'printed error over the classical one: 1 if classical, at most ' || coalesce({{ told('robust_high / classical_low', 2) }}, '?')
        || ' if robust (HC0 to HC3), at most ' || coalesce({{ told('cluster_high / classical_low', 2) }}, '?') || ' if clustered by unit' as expected,
        case
            when stated_errors = 'classical' and not is_classical or stated_errors in ('HC1', 'HC3') and not may_be_robust
                or stated_errors = 'CRV1' and not may_be_clustered then 'contradicts'
            when is_classical or may_be_robust or may_be_clustered then 'holds'
            else 'not decidable'
        end as verdict,
        'The printed error of the ' || kind || ' is ' || {{ told('printed_low / classical_high', 2) }} || ' to '
        || {{ told('printed_high / classical_low', 2) }} || ' times the classical one: '
        || case
            when is_classical then 'it is the classical one, or equals it.'
            when may_be_robust then 'it is not the classical one; a robust or a clustered one can be so.'
            when may_be_clustered then 'it is not the classical one and above every robust one (HC0 to HC3); of the common types only clusters give it.'
            else 'it is above every classical, robust and unit-clustered (CRV1) one.'
        end || coalesce(' The note states ' || stated_errors || ' errors.', '') as sentence_en,
        '刊印标准误为经典值的' || {{ told('printed_low / classical_high', 2) }} || '至' || {{ told('printed_high / classical_low', 2) }} || '倍：'
        || case
            when is_classical then '与经典形式相符。'
            when may_be_robust then '非经典形式，可为稳健或聚类形式。'
            when may_be_clustered then '非经典形式且高于任何稳健形式（HC0至HC3），常见类型中唯有聚类可得。'
            else '高于任何经典、稳健与按单元聚类（CRV1）的标准误。'
        end || coalesce('表注称' || stated_errors || '标准误。', '') as sentence_zh
    from judged
)

select {{ consistency_columns() }} from final
