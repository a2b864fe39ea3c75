-- A moderation that the text calls a weakening, held against where its printed effect changes sign.
{% set inside = 'zero_low >= min_value and zero_high <= max_value' %}
{% set enclosed = 'first_low < first_high and second_low < second_high' %}

with moderations as (
    select
        moderations.*,
        'outside the range ' || min_value || ' to ' || max_value || ' for a mere weakening' as expected
    from {{ ref('audit_published_moderation') }} as moderations
    inner join {{ ref('published_facts') }} as facts
        on
            moderations.study = facts.study
            and facts.fact = 'said_to_weaken'
            and moderations.term = facts.term
            and moderations.moderator = facts.other_term
),

final as (
    select
        study,
        'sign_reversal' as check_kind,
        'sign_reversal_in_' || moderator as check_id,
        {{ cells(["cell || '.' || term || '.estimate'", "cell || '.' || product_term || '.estimate'"]) }} as cells,
        zero_low as result_low,
        zero_high as result_high,
        {{ verdict('not (' ~ inside ~ ')', 'contradicts') }} as verdict,
        {{ words({
            'term': 'term', 'moderator': 'moderator', 'low': fixed_text('zero_low', 1), 'high': fixed_text('zero_high', 1), 'least': number_text('min_value'),
            'most': number_text('max_value'), 'inside': flag(inside)
        }) }} as words
    from moderations
    union all
    select
        study,
        'johnson_neyman' as check_kind,
        'johnson_neyman_in_' || moderator as check_id,
        {{ cells(["cell || '.' || term || '.estimate'", "cell || '.' || term || '.se'", "cell || '.' || product_term || '.estimate'", "cell || '.' || product_term || '.se'", "centred_cell || '.' || term || '.se'"]) }} as cells,
        first_low as result_low,
        second_high as result_high,
        {{ either(enclosed, "'contradicts'", "'not decidable'") }} as verdict,
        {{ words({
            'term': 'term', 'moderator': 'moderator', 'first_low': fixed_text('first_low', 1), 'first_high': fixed_text('first_high', 1),
            'second_low': fixed_text('second_low', 1), 'second_high': fixed_text('second_high', 1), 'least': number_text('min_value'), 'most': number_text('max_value')
        }, variant=either(enclosed, 'null', "'open'")) }} as words
    from moderations
    where may_be_one_type
)

select {{ consistency_columns() }} from final
