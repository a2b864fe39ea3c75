-- A moderation that the text calls a weakening, held against where its printed effect changes sign.
with moderations as (
    select
        *,
        'outside the range ' || min_value || ' to ' || max_value || ' for a mere weakening' as expected
    from {{ ref('audit_published_moderation') }}
),

final as (
    select
        study,
        'sign_reversal_in_' || moderator as check_id,
        table_id || ' column ' || column_id || ': ' || term || ' and the product' as cells,
        zero_low as result_low,
        zero_high as result_high,
        expected,
        {{ either('zero_low >= min_value and zero_high <= max_value', "'contradicts'", "'holds'") }} as verdict,
        'The printed effect of ' || term || ' is zero at ' || moderator || ' = ' || round(zero_low, 1) || ' to '
        || round(zero_high, 1) || ', and the sample runs from ' || min_value || ' to ' || max_value
        || {{ either('zero_low >= min_value and zero_high <= max_value', "': a change of sign, not only a weakening.'", "'.'") }}
            as sentence_en,
        term || '的刊印效应在' || moderator || '=' || round(zero_low, 1) || '至' || round(zero_high, 1) || '处为零，样本范围为'
        || min_value || '至' || max_value
        || {{ either('zero_low >= min_value and zero_high <= max_value', "'：是变号而非仅削弱。'", "'。'") }} as sentence_zh
    from moderations
    union all
    select
        study,
        'johnson_neyman_in_' || moderator as check_id,
        table_id || ' column ' || column_id || ': ' || term || ' and the product, with their errors; the centred column' as cells,
        upper_low as result_low,
        upper_high as result_high,
        expected,
        {{ either('lower_low >= min_value and upper_high <= max_value', "'contradicts'", "'not decidable'") }} as verdict,
        'By the printed errors the effect of ' || term || ' differs from zero at 5 % with one sign below ' || moderator || ' = '
        || round(lower_low, 1) || ' to ' || round(lower_high, 1) || ' and with the other above ' || round(upper_low, 1) || ' to '
        || round(upper_high, 1) || '.' as sentence_en,
        '按刊印标准误，' || moderator || '低于' || round(lower_low, 1) || '至' || round(lower_high, 1) || '与高于'
        || round(upper_low, 1) || '至' || round(upper_high, 1) || '时，' || term || '的效应均在5%水平异于零而符号相反。' as sentence_zh
    from moderations
)

select {{ consistency_columns() }} from final
