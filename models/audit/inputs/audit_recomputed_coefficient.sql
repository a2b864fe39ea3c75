-- Estimates of the panel that stands in the warehouse, of studies that it can be held against: one row per coefficient. Error, t,
-- p and interval are those of its most careful usable test; where none is usable the errors that its table reports, without p.
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

careful as (
    select * from {{ ref('careful_test') }}
),

final as (
    select
        fits.study, fits.published_table_id, fits.published_column_id, fits.table_id, fits.column_id,
        fits.table_version, estimates.term, estimates.estimate,
        coalesce(careful.se_type, estimates.se_type) as se_type,
        case when careful.se_type is null then estimates.std_error else careful.std_error end as std_error,
        case when careful.se_type is null then estimates.statistic else careful.statistic end as statistic,
        careful.p_value, careful.ci_low, careful.ci_high,
        coalesce(careful.n_usable, 0) as n_usable,
        careful.p_low,
        careful.p_high,
        slopes.value as standardised_slope
    from fits
    inner join estimates using (study, table_id, column_id, se_type)
    left join careful using (study, table_id, column_id, term)
    left join slopes
        on
            estimates.study = slopes.study
            and estimates.table_id = slopes.table_id
            and estimates.column_id = slopes.column_id
            and estimates.term = slopes.item
    where {{ is_comparable('fits.study') }}
)

select * from final
