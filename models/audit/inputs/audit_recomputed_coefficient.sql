-- Estimates of the panel that stands in the warehouse, of studies that it can be held against: one row per coefficient: the errors its table reports, beside the
-- p-values of the three conventions that a verdict needs.
with estimates as (
    select * from {{ source('results', 'estimates') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

fits as (
    select * from {{ source('results', 'fits') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

slopes as (
    select * from {{ source('results', 'diagnostics') }}
    where panel_sha256 = {{ panel_fingerprint() }} and diagnostic = 'standardised_slope'
),

by_convention as (
    select
        study,
        table_id,
        column_id,
        term,
        max(case when se_type = 'CRV1(region)' then p_value end) as p_crv1,
        max(case when se_type = 'CRV3(region)' then p_value end) as p_crv3,
        max(case when se_type = 'permutation(region)' then p_value end) as p_permutation
    from estimates
    group by study, table_id, column_id, term
),

final as (
    select
        fits.study,
        fits.published_table_id,
        fits.published_column_id,
        fits.table_id,
        fits.column_id,
        fits.table_version,
        estimates.term,
        estimates.estimate,
        estimates.std_error,
        estimates.statistic,
        estimates.p_value,
        estimates.ci_low,
        estimates.ci_high,
        estimates.se_type,
        by_convention.p_crv1,
        by_convention.p_crv3,
        by_convention.p_permutation,
        slopes.value as standardised_slope
    from fits
    inner join estimates
        on
            fits.study = estimates.study
            and fits.table_id = estimates.table_id
            and fits.column_id = estimates.column_id
            and fits.se_type = estimates.se_type
    inner join by_convention
        on
            estimates.study = by_convention.study
            and estimates.table_id = by_convention.table_id
            and estimates.column_id = by_convention.column_id
            and estimates.term = by_convention.term
    left join slopes
        on
            estimates.study = slopes.study
            and estimates.table_id = slopes.table_id
            and estimates.column_id = slopes.column_id
            and estimates.term = slopes.item
    where {{ is_comparable('fits.study') }}
)

select * from final
