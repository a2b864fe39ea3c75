{# One check, a row per case of the relation that follows: `{{ check('moment', 'bhatia_davis', …) }} from ratios`. `named` are the printed
   cells at stake, a list of their names or one expression; `result` is one number or its lowest and highest; `filled_with` fills its
   message. Its verdict comes from one condition: it is met, or it is not, or a number that it needs is missing and nothing is decided;
   `decides` names what must hold for a fault to be one. Any other verdict is given as it is. What a kind of check takes for granted
   stands in the seed consistency_premises. #}
{% macro check(family, kind, id, named, result, filled_with={}, holds=none, fault='contradicts', decides='true', verdict=none, variant='null') -%}
{%- set met = {'holds': flag(holds)} if holds else {} -%}
select
    study,
    '{{ family }}' as check_name,
    '{{ kind }}' as check_kind,
    {{ id }} as check_id,
    {{ named if named is string else cells(named) }} as cells,
    {{ result if result is string else result[0] }} as result_low,
    {{ result if result is string else result[1] }} as result_high,
    {% if holds -%}
    case when {{ holds }} then 'holds' when not ({{ holds }}) and {{ decides }} then '{{ fault }}' else 'not decidable' end as verdict,
    {%- else %}{{ verdict }} as verdict,{% endif %}
    {{ words(dict(filled_with, **met), variant) }} as words
{%- endmacro %}

{# A condition for {name|one|other}; and the variant of a message where it cannot be known. #}
{% macro flag(condition) %}case when {{ condition }} then '1' else '0' end{% endmacro %}
{% macro unless_known(condition) %}case when ({{ condition }}) is null then 'unknown' end{% endmacro %}

{# A number to some significant digits for a sentence, 0 where there is none; and a count. #}
{% macro digits_text(number, digits=2) %}coalesce({{ number_text(significant(number, digits)) }}, '0'){% endmacro %}
{% macro count_text(number) %}{{ fixed_text(number, 0) }}{% endmacro %}
