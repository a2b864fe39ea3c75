-- Centring a product re-parametrises a regression: with the same coefficient on the product, a main effect moves by it times
-- the other factor's mean, and the constant by it times both means. Where that reproduces the second column, it holds no information of its own. The covariance of
-- main effect and product that the two columns reveal must be one: at most the product of their errors.
{% set constant_follows = overlaps('moved_low', 'moved_high', 'after_low', 'after_high') %}
{% set follows = overlaps('result_low', 'result_high', 'bc_low', 'bc_high')
    ~ ' and ' ~ overlaps('b3_low', 'b3_high', 'b3c_low', 'b3c_high') %}

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

final as (
    select
        study,
        'centring_moves_constant' as check_kind,
        'centring_moves_constant_of_' || product_term as check_id,
        {{ cells(["centred_cell || '._cons.estimate'", "cell || '._cons.estimate'", "cell || '.' || product_term || '.estimate'", "moment_table_id || '.' || moderator || '.mean'", "moment_table_id || '.' || term || '.mean'"]) }} as cells,
        moved_low as result_low,
        moved_high as result_high,
        {{ verdict(constant_follows, 'contradicts') }} as verdict,
        {{ words({
            'low': fixed_text('after_low', 6), 'high': fixed_text('after_high', 6), 'holds': flag(constant_follows)
        }) }} as words
    from moved
    union all
    select
        study,
        'centring_moves' as check_kind,
        'centring_moves_' || term as check_id,
        {{ cells(["centred_cell || '.' || term || '.estimate'", "cell || '.' || term || '.estimate'", "cell || '.' || product_term || '.estimate'", "centred_cell || '.' || centred_term || '.estimate'", "moment_table_id || '.' || moderator || '.mean'"]) }} as cells,
        result_low,
        result_high,
        {{ verdict(follows, 'contradicts') }} as verdict,
        {{ words({'low': fixed_text('bc_low', 6), 'high': fixed_text('bc_high', 6), 'holds': flag(follows)}) }} as words
    from products
    union all
    select
        study,
        'covariance_revealed' as check_kind,
        'covariance_revealed_' || term as check_id,
        {{ cells(["cell || '.' || term || '.se'", "centred_cell || '.' || term || '.se'", "cell || '.' || product_term || '.se'", "moment_table_id || '.' || moderator || '.mean'"]) }} as cells,
        covariance_low as result_low,
        covariance_high as result_high,
        {{ verdict('covariance_high >= -covariance_limit and covariance_low <= covariance_limit', 'impossible') }} as verdict,
        {{ words({
            'term': 'term', 'limit': number_text(significant('covariance_limit', 4)), 'low': 'coalesce(' ~ number_text(significant('covariance_low')) ~ ", '0')",
            'high': 'coalesce(' ~ number_text(significant('covariance_high')) ~ ", '0')",
            'holds': flag('covariance_high >= -covariance_limit and covariance_low <= covariance_limit')
        }) }} as words
    from products
    where m_low > 0 and may_be_one_type
)

select {{ consistency_columns() }} from final
