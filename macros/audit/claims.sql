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
{%- set of_cells = filled(message('claim.cells', language), {
    'holding': fixed_text('cells.n_holding', 0), 'n': fixed_text('cells.n_cells', 0), 'against': fixed_text('nullif(cells.n_contradicting, 0)', 0),
    't_low': fixed_text('cells.t_low'), 't_high': fixed_text('cells.t_high')
}) -%}
nullif(trim({{ filled(message('claim.printed', language), {
    'cells': 'case when cells.n_cells > 0 then ' ~ of_cells ~ ' end', 'checks': 'named.sentences_' ~ language,
    'failing': fixed_text('failing.n_failing', 0)
}) }}), '')
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
case
    when decided.rule_id in ('confirmed', 'confirmed_in_sign') then {{ joined("nullif(concat_ws('" ~ list_mark() ~ "', case when decided.n_contested > 0 then "
        ~ message('claim.contested', language) ~ " end, nullif(decided.conditions_" ~ language ~ ", '')), '')", language, 'clauses') }}
    when decided.rule_id = 'one_region' then {{ filled(message('claim.one_region', language), {'region': 'decided.largest_region_' ~ language}) }}
end
{%- endmacro %}

{# What official figures say of a claim, in one language: of a coefficient the verdict of each column, and the weakest with its interval. #}
{% macro claim_official(language) -%}
{%- set columns = {
    'same': fixed_text('coefficients.n_columns - coefficients.n_opposite', 0), 'n': fixed_text('coefficients.n_columns', 0),
    'verdicts': 'verdicts.verdicts_' ~ language, 'column': 'coefficients.weakest_column_id', 'se_type': 'coefficients.se_type',
    'slope': significant_text('coefficients.slope'), 'low': significant_text('coefficients.slope_low'),
    'high': significant_text('coefficients.slope_high'), 'printed': significant_text('coefficients.published_slope')
} -%}
case
    when coefficients.n_columns > 0 and coefficients.slope_low is null then {{ filled(message('claim.official_untested', language), columns) }}
    when coefficients.n_columns > 0 then {{ filled(message('claim.official', language), columns) }}
    when shares.share is not null then {{ filled(message('claim.largest_share', language), {
        'region': 'shares.region_name_' ~ language, 'share': fixed_text('100 * shares.share', 1)}) }}
    when described.n is not null then {{ filled(message('claim.range', language), {
        'term': 'claims.term', 'low': whole_or_fixed_text('described.low'), 'high': whole_or_fixed_text('described.high'),
        'n': fixed_text('described.n', 0)}) }}
end
{%- endmacro %}

{# A number in a sentence: whole where it is whole. #}
{% macro whole_or_fixed_text(number) -%}
case when {{ number }} = round({{ number }}) then {{ fixed_text(number, 0) }} else {{ fixed_text(number) }} end
{%- endmacro %}
