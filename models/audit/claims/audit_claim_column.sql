-- The estimates on official figures that a claim about a coefficient stands for, one row per printed column under the
-- specification that the study states, in the panel's words: the interval of the most careful usable test on the scale that
-- both have, the standardised slope, and what the rules of verdict_rules make of it.
with claims as (
    select * from {{ ref('published_claims') }}
),

terms as (
    select * from {{ ref('published_terms') }}
    where is_primary
),

coefficients as (
    select * from {{ ref('audit_recomputed_coefficient') }}
    where table_version in ('baseline', 'as_equations_state')
),

printed as (
    select * from {{ ref('audit_published_coefficient') }}
),

limits as (
    select limit_value as p_limit from {{ ref('verdict_rules') }}
    where rule_id = 'confirmed'
),

compared as (
    select
        claims.study, claims.claim_id, claims.kind, claims.expected_sign, claims.claimed_level,
        claims.table_id as published_table_id,
        claims.column_id as claimed_column_id,
        coefficients.published_column_id, coefficients.table_id, coefficients.column_id,
        coefficients.term as variable,
        coefficients.se_type, coefficients.n_usable, coefficients.p_value, coefficients.p_high,
        {{ claim_p_limit('claims.claimed_level', 'limits.p_limit') }} as p_limit,
        {{ has_claimed_sign('coefficients.estimate', 'claims.expected_sign') }} as has_claimed_sign,
        printed.standardised_slope as published_slope,
        coefficients.standardised_slope as slope,
        coefficients.standardised_slope / nullif(coefficients.estimate, 0) * coefficients.ci_low as slope_low,
        coefficients.standardised_slope / nullif(coefficients.estimate, 0) * coefficients.ci_high as slope_high
    from claims
    cross join limits
    inner join terms on claims.study = terms.study and {{ is_claimed_term('terms.published_term', 'claims.term') }}
    inner join coefficients
        on
            claims.study = coefficients.study and claims.table_id = coefficients.published_table_id
            and {{ is_claimed_column('coefficients.published_column_id', 'claims.column_id') }}
            and terms.variable = coefficients.term
    left join printed
        on
            claims.study = printed.study and coefficients.published_table_id = printed.table_id
            and coefficients.published_column_id = printed.column_id and terms.published_term = printed.term
    where claims.kind in ('coefficient', 'variation')
),

judged as (
    select
        *,
        coalesce(p_value >= p_limit, false) or coalesce(slope_low <= 0 and slope_high >= 0, false) as is_zero_inside,
        published_slope between slope_low and slope_high as is_print_inside
    from compared
),

final as (
    select *, case when kind = 'coefficient' then {{ column_rule() }} end as rule_id
    from judged
)

select * from final
