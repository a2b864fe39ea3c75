{# A claim's term is one printed term, or a pattern with % for any letters. #}
{% macro is_claimed_term(term, claimed) -%}
({{ term }} = {{ claimed }} or (position('%' in {{ claimed }}) > 0 and {{ term }} like {{ claimed }}))
{%- endmacro %}

{# A claim's column is one printed column, or * for every column of its table. #}
{% macro is_claimed_column(column, claimed) %}{{ claimed }} in ({{ column }}, '*'){% endmacro %}

{# The two-sided limit of |t| at the usual levels: the normal one, and one that Student's is surely below. #}
{% macro level_limit(level) -%}
case {{ level }}{% for at, z in {0.1: 1.644854, 0.05: 1.959964, 0.01: 2.575829, 0.001: 3.290527}.items() %} when {{ at }} then {{ z }}{% endfor %} end
{%- endmacro %}
{% macro level_limit_of_t(level, df) -%}
1.01 * case {{ level }}
    {%- for at, z in {0.1: 1.644854, 0.05: 1.959964, 0.01: 2.575829, 0.001: 3.290527}.items() %}
    when {{ at }} then {{ student_limit(z, df) }}
    {%- endfor %}
end
{%- endmacro %}

{# The claim's level, and the rule's limit where that is stricter or none is claimed. #}
{% macro claim_p_limit(claimed_level, limit) %}least({{ limit }}, coalesce({{ claimed_level }}, {{ limit }})){% endmacro %}

{# Whether an estimate has the sign that the claim gives it. #}
{% macro has_claimed_sign(estimate, sign) -%}
case {{ sign }} when 'positive' then {{ estimate }} > 0 when 'negative' then {{ estimate }} < 0 else true end
{%- endmacro %}

{# What the printed cells and named checks of a claim say, in one language. #}
{% macro claim_printed(language) -%}
{%- set words = {
    'en': {'of': ' of ', 'fit': ' printed cells say what the text says', 'not': '; ', 'cannot': ' cannot',
           't': '; |t| from ', 'to': ' to ', 'end': '. ', 'fail': 'Checks of these cells that do not hold: '},
    'zh': {'of': '/', 'fit': '个刊印单元格与正文相符', 'not': '；', 'cannot': '个不可能相符',
           't': '；|t|为', 'to': '至', 'end': '。', 'fail': '涉及这些单元格而不成立的检查：'},
}[language] -%}
nullif(trim(
    coalesce(
        cells.n_holding || '{{ words.of }}' || cells.n_cells || '{{ words.fit }}'
        || case when cells.n_contradicting > 0 then '{{ words.not }}' || cells.n_contradicting || '{{ words.cannot }}' else '' end
        || coalesce('{{ words.t }}' || {{ told('cells.t_low') }} || '{{ words.to }}' || {{ told('cells.t_high') }}, '') || '{{ words.end }}',
        ''
    )
    || coalesce(named.sentences_{{ language }} || ' ', '')
    || case when failing.n_failing > 0 then '{{ words.fail }}' || failing.n_failing || '{{ words.end }}' else '' end
), '')
{%- endmacro %}

{# The rule of the seed verdict_rules that decides a claim: what is printed first, then official figures, then robustness. #}
{% macro claim_rule() -%}
case
    when kind = 'not_tested' then 'untested'
    when kind = 'not_decidable' then 'undecidable'
    when printed_verdict = 'contradicts' then 'printed_contradicts'
    when kind not in ('coefficient', 'variation') and printed_verdict = 'holds' then 'printed_holds'
    when kind not in ('coefficient', 'variation') then 'printed_undecidable'
    when kind = 'variation' and largest_share > share_limit then 'one_region'
    when kind = 'variation' and largest_share <= share_limit then 'spread'
    when n_columns = 0 then 'no_rows'
    when n_opposite > 0 then 'opposite'
    when n_with_three_p = n_columns and greatest(p_crv1, p_crv3, p_permutation) < p_limit
        then {{ either('n_sets_failing > 0', "'robustness_differs'", "'holds'") }}
    when least(p_crv1, p_crv3, p_permutation) < p_limit then 'conventions_differ'
    else 'not_significant'
end
{%- endmacro %}

{# The condition of a verdict `holds only if`, in words. #}
{% macro claim_condition(language) -%}
{%- set words = {
    'en': {'under': 'only under ', 'and': ' and ', 'with': 'only with ', 'permutation': 'permutation', 'end': ''},
    'zh': {'under': '仅在', 'and': '与', 'with': '仅在含', 'permutation': '置换检验', 'end': '下'},
}[language] -%}
case decided.rule_id
    when 'conventions_differ' then '{{ words.under }}' || concat_ws('{{ words.and }}',
        case when decided.p_crv1 < decided.p_limit then 'CRV1' end, case when decided.p_crv3 < decided.p_limit then 'CRV3' end,
        case when decided.p_permutation < decided.p_limit then '{{ words.permutation }}' end) || '{{ words.end }}'
    when 'robustness_differs' then decided.conditions_{{ language }}
    when 'one_region' then '{{ words.with }}' || decided.largest_region_{{ language }}{{ " || '时'" if language == 'zh' }}
end
{%- endmacro %}

{# A number in a sentence: whole where it is whole. #}
{% macro told_number(number) -%}
case when {{ number }} = round({{ number }}) then {{ told(number, 0) }} else {{ told(number) }} end
{%- endmacro %}

{# Sentences of a group one after the other; lists of words with the comma of their language. #}
{% macro sentence_list(sentence, order_by) %}replace({{ text_list(sentence, order_by, ' ') }}, '。 ', '。'){% endmacro %}
{% macro text_list_zh(words, order_by) %}{{ text_list(words, order_by, '、') }}{% endmacro %}
