-- Every printed cell beside the recomputed one. Raw values are compared only where unit and construction are the same;
-- coefficients by sign, t and standardised slope. The verdict of a coefficient never rests on CRV1 alone.
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

joined as (
    select
        printed.*,
        terms.variable,
        terms.is_same_construction,
        terms.note,
        cells.recomputed_table_id,
        cells.value as recomputed_value,
        printed_coefficients.standardised_slope as published_standardised_slope,
        printed_coefficients.t_statistic as published_t,
        coefficients.standardised_slope as recomputed_standardised_slope,
        coefficients.statistic as recomputed_t,
        coefficients.se_type as recomputed_se_type,
        coefficients.p_crv1,
        coefficients.p_crv3,
        coefficients.p_permutation,
        sign(printed.value) = sign(cells.value) as is_same_sign
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

judged as (
    select
        *,
        case
            when statistic in ('stars', 'year_fixed_effects') then 'not a number'
            when recomputed_value is null and {{ panel_fingerprint() }} = '' then 'not estimated'
            when recomputed_value is null then 'not recomputed'
            when statistic = 'estimate' and value = 0 then 'printed cell is unreadable'
            when statistic = 'estimate' and not is_same_sign then 'opposite sign'
            when statistic = 'estimate' and p_crv3 < 0.05 and coalesce(p_permutation, 0) < 0.05 then 'same sign, significant'
            when statistic = 'estimate' then 'same sign, not significant'
            when not is_same_construction then 'not comparable'
            when recomputed_value between value_low and value_high then 'equal as printed'
            else 'differs'
        end as verdict
    from joined
),

final as (
    select
        study,
        table_id,
        column_id,
        term,
        statistic,
        value_as_printed,
        value as published_value,
        value_low as published_low,
        value_high as published_high,
        recomputed_table_id,
        variable,
        is_same_construction,
        cast(recomputed_value as {{ t_double() }}) as recomputed_value,
        published_standardised_slope,
        recomputed_standardised_slope,
        published_t,
        recomputed_t,
        recomputed_se_type,
        p_crv1,
        p_crv3,
        p_permutation,
        is_same_sign,
        verdict,
        note as reason_en
    from judged
)

select * from final
