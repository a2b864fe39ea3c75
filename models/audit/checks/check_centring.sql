-- Centring a product re-parametrises a regression: with the same coefficient on the product, a main effect moves by it times
-- the other factor's mean. Where that reproduces the second column, it holds no information of its own. The covariance of
-- main effect and product that the two columns reveal must be one: at most the product of their errors.
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

final as (
    select
        study,
        'centring_moves_' || term as check_id,
        cell || '.' || term || '.estimate; ' || centred_cell || '.' || term || '.estimate; ' || cell || '.' || product_term
        || '.estimate; ' || centred_cell || '.' || centred_term || '.estimate; ' || moment_table_id || '.' || moderator || '.mean'
            as cells,
        result_low,
        result_high,
        'overlaps ' || round(bc_low, 6) || ' to ' || round(bc_high, 6) as expected,
        case when {{ follows }} then 'holds' when effects_stated then 'contradicts' else 'not decidable' end as verdict,
        {{ either(
            follows,
            "'The column with the centred product follows from the column with the raw product; it adds no information.'",
            "'The column with the centred product cannot be the column with the raw product in other parameters.'"
        ) }} as sentence_en,
        {{ either(follows, "'中心化列可由原始交互项列推出，不含新信息。'", "'中心化列不能由原始交互项列推出。'") }} as sentence_zh
    from products
    union all
    select
        study,
        'covariance_revealed_' || term as check_id,
        cell || '.' || term || '.se; ' || centred_cell || '.' || term || '.se; ' || cell || '.' || product_term || '.se; '
        || moment_table_id || '.' || moderator || '.mean' as cells,
        covariance_low as result_low,
        covariance_high as result_high,
        'between −' || cast({{ significant('covariance_limit', 4) }} as {{ t_text() }}) || ' and ' || cast({{ significant('covariance_limit', 4) }} as {{ t_text() }}) as expected,
        case when covariance_high >= -covariance_limit and covariance_low <= covariance_limit then 'holds' when effects_stated then 'impossible'
            else 'not decidable' end as verdict,
        'The errors of the two columns reveal the covariance of ' || term || ' and its product: '
        || coalesce(cast({{ significant('covariance_low') }} as {{ t_text() }}), '0') || ' to ' || coalesce(cast({{ significant('covariance_high') }} as {{ t_text() }}), '0')
        || {{ either('covariance_high < -covariance_limit or covariance_low > covariance_limit', "', which no covariance can be.'", "'.'") }} as sentence_en,
        '两列标准误揭示' || term || '与交互项系数的协方差：' || coalesce(cast({{ significant('covariance_low') }} as {{ t_text() }}), '0') || '至'
        || coalesce(cast({{ significant('covariance_high') }} as {{ t_text() }}), '0') || {{ either('covariance_high < -covariance_limit or covariance_low > covariance_limit', "'，不可能成立。'", "'。'") }}
            as sentence_zh
    from products
    where m_low > 0
)

select {{ consistency_columns() }} from final
