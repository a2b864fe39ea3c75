-- The estimates on official figures that a claim about a coefficient stands for: its printed columns under the specification
-- that the study states, in the panel's words.
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

final as (
    select
        claims.study,
        claims.claim_id,
        claims.kind,
        claims.expected_sign,
        claims.claimed_level,
        claims.table_id as published_table_id,
        claims.column_id as published_column_id,
        coefficients.table_id,
        coefficients.column_id,
        coefficients.term as variable,
        {{ has_claimed_sign('coefficients.estimate', 'claims.expected_sign') }} as has_claimed_sign,
        coefficients.p_crv1,
        coefficients.p_crv3,
        coefficients.p_permutation
    from claims
    inner join terms on claims.study = terms.study and {{ is_claimed_term('terms.published_term', 'claims.term') }}
    inner join coefficients
        on
            claims.study = coefficients.study and claims.table_id = coefficients.published_table_id
            and {{ is_claimed_column('coefficients.published_column_id', 'claims.column_id') }}
            and terms.variable = coefficients.term
    where claims.kind in ('coefficient', 'variation')
)

select * from final
