-- How the specification curve looks where one choice is held at one value and all others vary: its kind is the seed's row of
-- that value, else of *. The printed sign is that of most printed coefficients of the term.
-- Where none is printed that could be compared, the sign of the curve's mean stands in its place.
{% set choices = [
    'flow', 'horizon', 'kernel', 'distance_point', 'lq_base', 'national_base', 'controls', 'fixed_effects', 'sample_start'
] %}

with curve as (
    select *, avg(estimate) over {{ ordered_window('study', 'spec_id') }} as mean_of_curve
    from {{ source('results', 'specification_curve') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

choices as (
    select * from {{ ref('specification_choices') }}
),

printed as (
    select coefficients.study, terms.variable as term, sign(sum(sign(coefficients.estimate))) as printed_sign
    from {{ ref('audit_published_coefficient') }} as coefficients
    inner join {{ ref('published_terms') }} as terms
        on
            coefficients.study = terms.study
            and coefficients.term = terms.published_term
    where terms.is_primary and {{ is_comparable('coefficients.study') }}
    group by coefficients.study, terms.variable
),

by_choice as (
    {%- for choice in choices %}
    select
        study, term, spec_id, estimate, p_value, mean_of_curve,
        '{{ choice }}' as choice,
        cast({{ choice }} as {{ dbt.type_string() }}) as value
    from curve
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

by_value as (
    select
        by_choice.study, by_choice.choice, by_choice.value,
        max(printed.printed_sign) as printed_sign,
        count(*) as n_specifications,
        avg(case when sign(estimate) = coalesce(printed_sign, sign(mean_of_curve)) then 1e0 else 0e0 end) as same_sign_share,
        avg(case when p_value < 0.05 then 1e0 else 0e0 end) as significant_share,
        avg(
            case when p_value < 0.05 and sign(estimate) = coalesce(printed_sign, sign(mean_of_curve)) then 1e0 else 0e0 end
        ) as same_sign_significant_share,
        {{ ordered_sum('estimate', 'spec_id') }} / count(*) as mean_slope,
        max(mean_of_curve) as mean_of_curve,
        {{ ordered_sum('power(estimate - mean_of_curve, 2)', 'spec_id') }} as sum_of_squares
    from by_choice
    left join printed using (study, term)
    group by by_choice.study, by_choice.choice, by_choice.value
),

final as (
    select
        by_value.*,
        coalesce(own.kind, every.kind) as kind,
        coalesce(own.reason_en, every.reason_en) as reason_en,
        coalesce(own.reason_zh, every.reason_zh) as reason_zh
    from by_value
    left join choices as own using (choice, value)
    left join choices as every
        on
            by_value.choice = every.choice
            and every.value = '*'
)

select * from final
