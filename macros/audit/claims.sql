{# Studies that the panel can be held against: without a departure from what they state or from the baseline's reading. #}
{% macro is_comparable(study) %}{{ study }} not in (select study from {{ ref('study_departure') }}){% endmacro %}

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
    'en': {'of': ' of ', 'fit': ' printed cells say what the text says', 'not': '; ', 'against': ' contradict it',
           't': '; |t| from ', 'to': ' to ', 'end': '. ', 'fail': 'Checks of these cells that do not hold: '},
    'zh': {'of': '/', 'fit': '个刊印单元格与正文相符', 'not': '；', 'against': '个与正文矛盾',
           't': '；|t|为', 'to': '至', 'end': '。', 'fail': '涉及这些单元格而不成立的检查：'},
}[language] -%}
nullif(trim(
    coalesce(
        cells.n_holding || '{{ words.of }}' || cells.n_cells || '{{ words.fit }}'
        || case when cells.n_contradicting > 0 then '{{ words.not }}' || cells.n_contradicting || '{{ words.against }}' else '' end
        || coalesce('{{ words.t }}' || {{ told('cells.t_low') }} || '{{ words.to }}' || {{ told('cells.t_high') }}, '') || '{{ words.end }}',
        ''
    )
    || coalesce(named.sentences_{{ language }} || ' ', '')
    || case when failing.n_failing > 0 then '{{ words.fail }}' || failing.n_failing || '{{ words.end }}' else '' end
), '')
{%- endmacro %}

{# The rule that one estimated column gives: by zero and the printed slope inside or outside the careful interval. #}
{% macro column_rule() -%}
case
    when n_usable = 0 then 'no_usable_test'
    when is_zero_inside then {{ either('is_print_inside is null or is_print_inside', "'inconclusive'", "'not_confirmed'") }}
    when not has_claimed_sign then 'contradicted'
    when is_print_inside then 'confirmed'
    else 'confirmed_in_sign'
end
{%- endmacro %}

{# The rule of the seed verdict_rules that decides a claim: what is printed first, then the weakest of its estimated columns. #}
{% macro claim_rule() -%}
case
    when kind = 'not_tested' then 'untested'
    when kind = 'not_decidable' then 'undecidable'
    when printed_verdict = 'impossible' then 'printed_impossible'
    when printed_verdict = 'contradicts' then 'printed_contradicts'
    when kind not in ('coefficient', 'variation') and printed_verdict = 'holds' then 'printed_holds'
    when kind not in ('coefficient', 'variation') then 'printed_undecidable'
    when kind = 'variation' and largest_share > share_limit then 'one_region'
    when kind = 'variation' and largest_share <= share_limit then 'spread'
    when n_columns = 0 then 'no_rows'
    else official_rule_id
end
{%- endmacro %}

{# What a confirmed claim still hangs on, in words: usable tests that do not agree, and sets of variations that fail. #}
{% macro claim_condition(language) -%}
{%- set words = {
    'en': {'some': 'not under every usable test', 'and': '; ', 'with': 'only with ', 'end': ''},
    'zh': {'some': '并非各可用检验均显著', 'and': '；', 'with': '仅在含', 'end': '时'},
}[language] -%}
case
    when decided.rule_id in ('confirmed', 'confirmed_in_sign') then nullif(concat_ws('{{ words.and }}',
        case when decided.n_contested > 0 then '{{ words.some }}' end,
        nullif(decided.conditions_{{ language }}, '')), '')
    when decided.rule_id = 'one_region' then '{{ words.with }}' || decided.largest_region_{{ language }} || '{{ words.end }}'
end
{%- endmacro %}

{# What official figures say of a claim about a coefficient: the verdict of each column, and the weakest with its interval. #}
{% macro claim_official(language) -%}
{%- set words = {
    'en': {'signs': " of ' || coefficients.n_columns || ' columns have the claimed sign; by column: ", 'weakest': '. Weakest is column ',
           'slope': ': standardised slope ', 'from': ' (95 % interval ', 'to': ' to ', 'by': ', ', 'end': ')',
           'print': ', printed ', 'none': ': no usable test', 'stop': '.'},
    'zh': {'signs': "/' || coefficients.n_columns || '列与论断同号；逐列：", 'weakest': '。最弱为第', 'slope': '列：标准化斜率',
           'from': '（95%置信区间', 'to': '至', 'by': '，', 'end': '）', 'print': '，原文', 'none': '列：无可用检验', 'stop': '。'},
}[language] -%}
(coefficients.n_columns - coefficients.n_opposite) || '{{ words.signs }}' || coefficients.verdicts_{{ language }}
|| '{{ words.weakest }}' || coefficients.weakest_column_id
|| case when coefficients.slope_low is null then '{{ words.none }}' else '{{ words.slope }}' || {{ told_significant('coefficients.slope') }}
    || '{{ words.from }}' || {{ told_significant('coefficients.slope_low') }} || '{{ words.to }}' || {{ told_significant('coefficients.slope_high') }}
    || '{{ words.by }}' || coefficients.se_type || '{{ words.end }}'
    || coalesce('{{ words.print }}' || {{ told_significant('coefficients.published_slope') }}, '') end
|| '{{ words.stop }}'
{%- endmacro %}

{# A number in a sentence: whole where it is whole. #}
{% macro told_number(number) -%}
case when {{ number }} = round({{ number }}) then {{ told(number, 0) }} else {{ told(number) }} end
{%- endmacro %}

{# Sentences of a group one after the other; lists of words with the comma of their language. #}
{% macro sentence_list(sentence, order_by) %}replace({{ text_list(sentence, order_by, ' ') }}, '。 ', '。'){% endmacro %}
{% macro text_list_zh(words, order_by) %}{{ text_list(words, order_by, '、') }}{% endmacro %}
