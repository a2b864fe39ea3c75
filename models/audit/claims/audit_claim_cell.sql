{{ config(tags=['printed']) }}
-- The printed cells that a claim is about, each with what its rounding box says of the claim. A coefficient is surely
-- significant beyond the limit of Student's t with the least degrees of freedom its column can have (4 where nothing is known),
-- surely not below the normal limit; in between, and without an error, its stars speak where their levels are stated.
with claims as (
    select
        claims.*,
        studies.star_levels, studies.states_star_levels, studies.rounding,
        {{ level_limit('claims.claimed_level') }} as limit_low
    from {{ ref('published_claims') }} as claims
    inner join {{ ref('audit_study') }} as studies using (study)
),

coefficients as (
    select
        claims.study,
        claims.claim_id,
        coefficients.cell || '.estimate' as cell,
        claims.kind,
        claims.limit_low,
        {{ level_limit_of_t('claims.claimed_level', 'greatest(coalesce(fits.least_df, 4), 3)') }} as limit_high,
        coefficients.abs_t_low,
        coefficients.abs_t_high,
        not {{ has_claimed_sign('coefficients.estimate_high', 'claims.expected_sign') }}
        and not {{ has_claimed_sign('coefficients.estimate_low', 'claims.expected_sign') }} as has_other_sign,
        {{ has_claimed_sign('coefficients.estimate_high', 'claims.expected_sign') }}
        and {{ has_claimed_sign('coefficients.estimate_low', 'claims.expected_sign') }} as has_claimed_sign,
        coefficients.std_error is null as has_no_error,
        case when claims.states_star_levels then coefficients.n_stars >= nullif({{ star_count('claims.limit_low', 'claims.star_levels') }}, 0) end as has_stars
    from claims
    inner join {{ ref('audit_published_coefficient') }} as coefficients
        on
            claims.study = coefficients.study and claims.table_id = coefficients.table_id
            and {{ is_claimed_column('coefficients.column_id', 'claims.column_id') }}
            and {{ is_claimed_term('coefficients.term', 'claims.term') }}
    left join {{ ref('audit_published_fit') }} as fits
        on
            coefficients.study = fits.study and coefficients.table_id = fits.table_id
            and coefficients.column_id = fits.column_id
    where claims.kind in ('coefficient', 'no_effect') and coefficients.estimate is not null
),

numbers as (
    select
        claims.study, claims.claim_id, numbers.cell, claims.rounding,
        {{ to_number("replace(claims.value_text, ',', '')") }} as claimed,
        case when position('.' in claims.value_text) > 0 then length(claims.value_text) - position('.' in claims.value_text) else 0 end as decimals,
        numbers.value_low,
        numbers.value_high
    from claims
    inner join {{ ref('audit_published_number') }} as numbers
        on
            claims.study = numbers.study and claims.table_id = numbers.table_id
            and {{ is_claimed_column('numbers.column_id', 'claims.column_id') }}
            and claims.term = numbers.term and claims.statistic = numbers.statistic
    where claims.kind = 'number'
),

final as (
    select
        study, claim_id, cell, abs_t_low, abs_t_high, case
            when kind = 'no_effect' and abs_t_low >= limit_high then 'contradicts'
            when kind = 'no_effect' and abs_t_high < limit_low then 'holds'
            when kind = 'no_effect' and has_no_error and has_stars is not null then {{ either('has_stars', "'contradicts'", "'holds'") }}
            when kind = 'no_effect' then 'not decidable'
            when has_other_sign or abs_t_high < limit_low or (limit_low is not null and has_no_error and not has_stars) then 'contradicts'
            when has_claimed_sign and (limit_low is null or abs_t_low >= limit_high or coalesce(has_stars, false)) then 'holds'
            else 'not decidable'
        end as verdict
    from coefficients
    union all
    select
        study, claim_id, cell,
        cast(null as {{ t_double() }}),
        cast(null as {{ t_double() }}),
        case when {{ overlaps('value_low', 'value_high', rounding_low('claimed', 'decimals', 'rounding'), rounding_high('claimed', 'decimals', 'rounding')) }}
            then 'holds' else 'contradicts' end
    from numbers
)

select * from final
