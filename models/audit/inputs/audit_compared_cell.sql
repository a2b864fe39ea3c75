-- Every printed cell with what stands beside it: the recomputed value, and for a coefficient t, standardised slope and the
-- p-values of its usable tests. The sign of a cell that prints as zero is not known.
{% set column = "study, table_id, case when column_id = statistic then term else column_id end" %}

with printed as (
    select * from {{ ref('audit_published_number') }}
),

cells as (
    select * from {{ ref('audit_recomputed_cell') }}
),

printed_coefficients as (
    select * from {{ ref('audit_published_coefficient') }}
),

coefficients as (
    select * from {{ ref('audit_recomputed_coefficient') }}
    where table_version in ('baseline', 'as_printed')
),

terms as (
    select * from {{ ref('published_terms') }}
    where is_primary
),

compared as (
    select
        printed.*,
        terms.variable, terms.is_same_construction, terms.note, terms.note_zh, cells.recomputed_table_id,
        cells.value as recomputed_value,
        printed_coefficients.standardised_slope as published_standardised_slope,
        printed_coefficients.t_statistic as published_t,
        coefficients.standardised_slope as recomputed_standardised_slope,
        coefficients.statistic as recomputed_t,
        coefficients.se_type as recomputed_se_type,
        coefficients.n_usable, coefficients.p_value, coefficients.p_high,
        sign(nullif(printed.value, 0)) = sign(cells.value) as is_same_sign,
        -- on a scale that both have: the standardised slope, else the number where unit and construction are the same
        case
            when coefficients.standardised_slope is not null then case when printed.value <> 0 then printed_coefficients.standardised_slope end
            when terms.is_same_construction then printed.value
        end as published_comparable,
        case
            when printed_coefficients.standardised_slope is not null then coefficients.standardised_slope
            when terms.is_same_construction then cells.value
        end as recomputed_comparable,
        coefficients.ci_low * coalesce(coefficients.standardised_slope / nullif(coefficients.estimate, 0), 1) as ci_low_comparable,
        coefficients.ci_high * coalesce(coefficients.standardised_slope / nullif(coefficients.estimate, 0), 1) as ci_high_comparable
    from printed
    inner join terms on printed.study = terms.study and printed.term = terms.published_term
    left join cells
        on
            printed.study = cells.study and printed.table_id = cells.table_id and printed.column_id = cells.column_id
            and printed.term = cells.term and printed.statistic = cells.statistic
    left join printed_coefficients
        on
            printed.study = printed_coefficients.study and printed.table_id = printed_coefficients.table_id
            and printed.column_id = printed_coefficients.column_id
            and printed.term = printed_coefficients.term
            and printed.statistic = 'estimate'
    left join coefficients
        on
            printed_coefficients.study = coefficients.study
            and printed_coefficients.table_id = coefficients.published_table_id
            and printed_coefficients.column_id = coefficients.published_column_id
            and terms.variable = coefficients.term
),

final as (
    select
        *,
        max(case when statistic = 'n' then value end) over (partition by {{ column }}) as printed_n,
        max(case when statistic = 'n' then recomputed_value end) over (partition by {{ column }}) as recomputed_n
    from compared
)

select * from final
