-- Which type of error fits the constant and the slope of a column with one regressor and no effects? The classical error is known exactly.
-- A heteroskedasticity-robust one (HC0 to HC3) cannot exceed sqrt(max w² · SSR) with HC1's or HC3's factor, w the largest weight that the
-- estimator gives an observation; clusters of T observations can add a factor sqrt(T) (Cauchy and Schwarz) and CRV1's own. A printed sd may
-- have n or n − 1 below it.
{% set fit = {'slope': {'low': '1 / sxx_high', 'high': '1 / sxx_low', 'weight': 'deviation / sxx_low'}, 'constant': {
    'low': '1 / n_obs + ' ~ square_low('x_low', 'x_high') ~ ' / sxx_high', 'high': '1 / n_obs + ' ~ square_high('x_low', 'x_high') ~ ' / sxx_low',
    'weight': '1 / n_obs + greatest(abs(x_low), abs(x_high)) * deviation / sxx_low'
}} %}

with moments as (
    select * from {{ ref('audit_published_moment') }}
),

cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

columns as (
    select
        fits.study, fits.stated_errors, fits.n_obs,
        {%- for kind in fit %}
        {{ kind }}.cell as {{ kind }}_cell,
        {{ kind }}.std_error_low as {{ kind }}_se_low,
        {{ kind }}.std_error_high as {{ kind }}_se_high,
        {%- endfor %}
        studies.n_units,
        fits.n_obs / studies.n_units as n_periods,
        x.mean_low as x_low,
        x.mean_high as x_high,
        power(x.sd_low, 2) * (x.n_value - 1) as sxx_low,
        power(x.sd_high, 2) * x.n_value as sxx_high,
        greatest(x.max_high - x.mean_low, x.mean_high - x.min_low) as deviation,
        (1 - fits.r2_high) * (y.n_value - 1) * power(y.sd_low, 2) as ssr_low,
        (1 - fits.r2_low) * y.n_value * power(y.sd_high, 2) as ssr_high
    from {{ ref('audit_published_fit') }} as fits
    inner join {{ ref('audit_study') }} as studies using (study)
    {%- for kind in fit %}
    inner join cells as {{ kind }}
        on
            fits.study = {{ kind }}.study and fits.table_id = {{ kind }}.table_id and fits.column_id = {{ kind }}.column_id
            and {{ kind }}.term {{ '<>' if kind == 'slope' else '=' }} '_cons'
    {%- endfor %}
    inner join moments as x on fits.study = x.study and slope.term = x.term and fits.n_obs = x.n_value and x.sd_low > 0
    inner join moments as y on fits.study = y.study and fits.outcome = y.term and fits.n_obs = y.n_value
    where fits.n_slopes = 1 and fits.n_obs > 3 and fits.is_stated and fits.n_effects = 0
),

errors as (
    {%- for kind, of in fit.items() %}
    select
        columns.*,
        '{{ kind }}' as kind,
        {{ kind }}_cell as cell,
        {{ kind }}_se_low as printed_low,
        {{ kind }}_se_high as printed_high,
        sqrt(ssr_low / (n_obs - 2) * ({{ of.low }})) as classical_low,
        sqrt(ssr_high / (n_obs - 2) * ({{ of.high }})) as classical_high,
        ({{ of.weight }}) * sqrt(ssr_high) * greatest(
            sqrt(n_obs / (n_obs - 2)), 1 / nullif(1 - least(1, 1 / n_obs + power(deviation, 2) / sxx_low), 0)
        ) as robust_high,
        ({{ of.weight }}) * sqrt(ssr_high * n_periods) * sqrt(n_units / (n_units - 1) * (n_obs - 1) / (n_obs - 2)) as cluster_high
    from columns
    where {{ kind }}_se_low > 0 and ssr_low is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

judged as (
    select
        *,
        {{ overlaps('classical_low', 'classical_high', 'printed_low', 'printed_high') }} as is_classical,
        coalesce(printed_low <= robust_high, true) as may_be_robust,
        coalesce(printed_low <= cluster_high, true) as may_be_clustered
    from errors
),

final as (
    {{ check('error_type', 'error_type', "'error_type_' || cell", ["cell || '.se'"],
        ['printed_low / classical_high', 'printed_high / classical_low'], {
            'kind': 'kind', 'low': fixed_text('printed_low / classical_high'), 'high': fixed_text('printed_high / classical_low'),
            'stated': 'stated_errors', 'robust': fixed_text('robust_high / classical_low'), 'clustered': fixed_text('cluster_high / classical_low')
        }, verdict="case
            when stated_errors = 'classical' and not is_classical or stated_errors in ('HC1', 'HC3') and not may_be_robust
                or stated_errors = 'CRV1' and not may_be_clustered then 'contradicts'
            when is_classical or may_be_robust or may_be_clustered then 'holds'
            else 'not decidable'
        end", variant="case
            when is_classical then 'classical' when may_be_robust then 'robust' when may_be_clustered then 'clustered' else 'none'
        end") }}
    from judged
)

select * from final
