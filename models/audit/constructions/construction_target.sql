-- The printed numbers that the search is scored against: moments of outcome and regressor; the column with the regressor alone;
-- with year effects; with year effects and the two controls that have every figure.
{% set moments = ['mean', 'sd', 'min', 'max'] %}

with coefficients as (
    select * from {{ ref('audit_published_coefficient') }}
    where estimate is not null
),

columns as (
    select
        fits.study,
        fits.table_id,
        fits.column_id,
        fits.n_effects,
        (fits.r2_low + fits.r2_high) / 2 as r2,
        max(case when terms.variable = 'vag' then coefficients.estimate end) as slope,
        max(case when terms.variable = 'const' then coefficients.estimate end) as intercept,
        {{ text_list("case when terms.variable <> 'const' then terms.variable end", 'terms.variable') }} as regressors
    from {{ ref('audit_published_fit') }} as fits
    inner join coefficients
        on fits.study = coefficients.study and fits.table_id = coefficients.table_id and fits.column_id = coefficients.column_id
    inner join {{ ref('published_terms') }} as terms
        on coefficients.study = terms.study and coefficients.term = terms.published_term and terms.is_primary
    group by fits.study, fits.table_id, fits.column_id, fits.n_effects, fits.r2_low, fits.r2_high
),

fitted as (
    select
        study,
        max(case when regressors = 'vag' and n_effects = 0 then slope end) as printed_slope,
        max(case when regressors = 'vag' and n_effects = 0 then intercept end) as printed_intercept,
        max(case when regressors = 'vag' and n_effects = 0 then r2 end) as printed_r2,
        max(case when regressors = 'vag' and n_effects = 1 then slope end) as printed_slope_year,
        max(case when regressors = 'vag' and n_effects = 1 then r2 end) as printed_r2_year,
        max(case when regressors = 'gdp_per_capita, tax_share, vag' then slope end) as printed_slope_controls,
        max(case when regressors = 'gdp_per_capita, tax_share, vag' then r2 end) as printed_r2_controls
    from columns
    group by study
),

described as (
    select
        terms.variable,
        moments.*
    from {{ ref('audit_published_moment') }} as moments
    inner join {{ ref('published_terms') }} as terms
        on moments.study = terms.study and moments.term = terms.published_term and terms.is_primary
),

final as (
    select
        fitted.*
        {%- for side, relation in {'x': 'regressors', 'y': 'outcomes'}.items() %}{% for name in moments %},
        {{ relation }}.{{ name }}_value as printed_{{ side }}_{{ name }}
        {%- endfor %}{% endfor %}
    from fitted
    inner join described as regressors on fitted.study = regressors.study and regressors.variable = 'vag'
    inner join described as outcomes on fitted.study = outcomes.study and outcomes.variable = 'sl'
    where {{ is_comparable('fitted.study') }}
)

select * from final
