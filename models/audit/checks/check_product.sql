-- Products of two regressors. Centring one re-parametrises a regression: with the same coefficient on the product, a main effect moves by
-- it times the other factor's mean, and the constant by it times both means. Where that reproduces the second column, it holds no
-- information of its own. The covariance of main effect and product that the two columns reveal must be one: at most the product of their
-- errors. And a moderation that the text calls a weakening is held against where its printed effect changes sign.
{% set follows = overlaps('result_low', 'result_high', 'bc_low', 'bc_high') ~ ' and ' ~ overlaps('b3_low', 'b3_high', 'b3c_low', 'b3c_high') %}
{% set main, after = "cell || '.' || term", "centred_cell || '.' || term" %}
{% set product, mean = "cell || '.' || product_term", "moment_table_id || '.' || moderator || '.mean'" %}
{% set estimate, se = " || '.estimate'", " || '.se'" %}
{% set inside, enclosed = 'zero_low >= min_value and zero_high <= max_value', 'first_low < first_high and second_low < second_high' %}
{% set moderation = {'term': 'term', 'moderator': 'moderator', 'least': number_text('min_value'), 'most': number_text('max_value')} %}

with products as (
    select
        *,
        b1_low + {{ product_low('b3_low', 'b3_high', 'm_low', 'm_high') }} as result_low,
        b1_high + {{ product_high('b3_low', 'b3_high', 'm_low', 'm_high') }} as result_high,
        least(
            (sc_low * sc_low - s1_high * s1_high) / (2 * m_low), (sc_low * sc_low - s1_high * s1_high) / (2 * m_high)
        ) - m_high * s3_high * s3_high / 2 as covariance_low,
        greatest(
            (sc_high * sc_high - s1_low * s1_low) / (2 * m_low), (sc_high * sc_high - s1_low * s1_low) / (2 * m_high)
        ) - m_low * s3_low * s3_low / 2 as covariance_high,
        s1_high * s3_high as covariance_limit
    from {{ ref('audit_printed_product') }}
),

constants as (
    select
        products.*,
        after.estimate_low as after_low,
        after.estimate_high as after_high,
        {{ product_low('own_m_low', 'own_m_high', 'm_low', 'm_high') }} as both_low,
        {{ product_high('own_m_low', 'own_m_high', 'm_low', 'm_high') }} as both_high,
        before.estimate_low as before_low,
        before.estimate_high as before_high
    from products
    inner join {{ ref('audit_published_coefficient') }} as before
        on products.study = before.study and products.cell || '._cons' = before.cell
    inner join {{ ref('audit_published_coefficient') }} as after
        on products.study = after.study and products.centred_cell || '._cons' = after.cell
    where products.term < products.moderator
),

moved as (
    select
        *,
        before_low - {{ product_high('b3_low', 'b3_high', 'both_low', 'both_high') }} as moved_low,
        before_high - {{ product_low('b3_low', 'b3_high', 'both_low', 'both_high') }} as moved_high
    from constants
),

moderations as (
    select moderations.*
    from {{ ref('audit_published_moderation') }} as moderations
    inner join {{ ref('published_facts') }} as facts
        on
            moderations.study = facts.study and facts.fact = 'said_to_weaken'
            and moderations.term = facts.term and moderations.moderator = facts.other_term
),

final as (
    {{ check('centring', 'centring_moves_constant', "'centring_moves_constant_of_' || product_term", [
        "centred_cell || '._cons.estimate'", "cell || '._cons.estimate'", product ~ estimate, mean, "moment_table_id || '.' || term || '.mean'"
    ], ['moved_low', 'moved_high'], {'low': fixed_text('after_low', 6), 'high': fixed_text('after_high', 6)},
        holds=overlaps('moved_low', 'moved_high', 'after_low', 'after_high')) }}
    from moved
    union all
    {{ check('centring', 'centring_moves', "'centring_moves_' || term",
        [after ~ estimate, main ~ estimate, product ~ estimate, "centred_cell || '.' || centred_term || '.estimate'", mean],
        ['result_low', 'result_high'], {'low': fixed_text('bc_low', 6), 'high': fixed_text('bc_high', 6)}, holds=follows) }}
    from products
    union all
    {{ check('centring', 'covariance_revealed', "'covariance_revealed_' || term", [main ~ se, after ~ se, product ~ se, mean],
        ['covariance_low', 'covariance_high'], {
            'term': 'term', 'limit': number_text(significant('covariance_limit', 4)),
            'low': digits_text('covariance_low'), 'high': digits_text('covariance_high')
        }, holds='covariance_high >= -covariance_limit and covariance_low <= covariance_limit', fault='impossible') }}
    from products where m_low > 0 and may_be_one_type
    union all
    {{ check('moderation', 'sign_reversal', "'sign_reversal_in_' || moderator", [main ~ estimate, product ~ estimate], ['zero_low', 'zero_high'],
        dict(moderation, low=fixed_text('zero_low', 1), high=fixed_text('zero_high', 1), inside=flag(inside)), holds='not (' ~ inside ~ ')') }}
    from moderations
    union all
    {{ check('moderation', 'johnson_neyman', "'johnson_neyman_in_' || moderator",
        [main ~ estimate, main ~ se, product ~ estimate, product ~ se, after ~ se], ['first_low', 'second_high'], dict(
            moderation, first_low=fixed_text('first_low', 1), first_high=fixed_text('first_high', 1),
            second_low=fixed_text('second_low', 1), second_high=fixed_text('second_high', 1)
        ), verdict=either(enclosed, "'contradicts'", "'not decidable'"), variant=either(enclosed, 'null', "'open'")) }}
    from moderations where may_be_one_type
)

select * from final
