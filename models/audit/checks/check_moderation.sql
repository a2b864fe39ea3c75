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
        expected,
        {{ verdict('not (' ~ inside ~ ')', 'contradicts') }} as verdict,
        'The printed effect of ' || term || ' is zero at ' || moderator || ' = ' || {{ told('zero_low', 1) }} || ' to '
        || {{ told('zero_high', 1) }} || ', and the sample runs from ' || min_value || ' to ' || max_value
        || {{ either(inside, "': a change of sign, not only a weakening.'", "'.'") }} as sentence_en,
        term || '的刊印效应在' || moderator || '=' || {{ told('zero_low', 1) }} || '至' || {{ told('zero_high', 1) }} || '处为零，样本范围为'
        || min_value || '至' || max_value || {{ either(inside, "'：是变号而非仅削弱。'", "'。'") }} as sentence_zh
    from moderations
    union all
    select
        study,
        'johnson_neyman' as check_kind,
        'johnson_neyman_in_' || moderator as check_id,
        {{ cells(["cell || '.' || term || '.estimate'", "cell || '.' || term || '.se'", "cell || '.' || product_term || '.estimate'", "cell || '.' || product_term || '.se'", "centred_cell || '.' || term || '.se'"]) }} as cells,
        first_low as result_low,
        second_high as result_high,
        expected,
        {{ either(enclosed, "'contradicts'", "'not decidable'") }} as verdict,
        case when {{ enclosed }} then
            'By the printed errors the effect of ' || term || ' differs from zero at 5 % with one sign up to a limit between '
            || moderator || ' = ' || {{ told('first_low', 1) }} || ' and ' || {{ told('first_high', 1) }}
            || ', and with the other from a limit between ' || {{ told('second_low', 1) }} || ' and '
            || {{ told('second_high', 1) }} || '.'
        else 'The rounding boxes do not enclose the limits of significance on both sides of ' || moderator || '.' end
            as sentence_en,
        case when {{ enclosed }} then
            '按刊印标准误，' || term || '的效应在' || moderator || '低于' || {{ told('first_low', 1) }} || '至'
            || {{ told('first_high', 1) }} || '、高于' || {{ told('second_low', 1) }} || '至' || {{ told('second_high', 1) }}
            || '时均在5%水平异于零而符号相反。'
        else '舍入区间不足以在' || moderator || '两侧界定显著性界限。' end as sentence_zh
    from moderations
    where may_be_one_type
)

select {{ consistency_columns() }} from final
