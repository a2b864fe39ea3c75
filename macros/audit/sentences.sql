{# A template of seeds/published/sentence_rules.csv with its {words} put in; words: name -> SQL text. #}
{% macro filled(template, words) -%}
{%- set ns = namespace(sql=template) -%}
{%- for name, value in words.items() -%}
    {%- set ns.sql = "replace(" ~ ns.sql ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", ''))" -%}
{%- endfor -%}
{{ ns.sql }}
{%- endmacro %}

{# A number of two significant digits, with a true minus. #}
{% macro told_significant(number) -%}
replace({{ number_text(significant(number)) }}, '-', '−')
{%- endmacro %}

{# Least and most, or the one value where both read the same. #}
{% macro told_range(low, high, to) -%}
{{ told_significant(low) }} || case
    when {{ told_significant(low) }} <> {{ told_significant(high) }} then {{ to }} || {{ told_significant(high) }}
    else ''
end
{%- endmacro %}

{% macro told_p(p) -%}
case when {{ p }} < 0.001 then '<0.001' else {{ told(p, 3) }} end
{%- endmacro %}

{# A label inside a sentence: "Export resilience" loses its capital, "R&D intensity" and "GDP per head" keep theirs. #}
{% macro mid_sentence(label) -%}
case
    when substr({{ label }}, 2, 1) <> upper(substr({{ label }}, 2, 1)) then lower(substr({{ label }}, 1, 1)) || substr({{ label }}, 2)
    else {{ label }}
end
{%- endmacro %}
