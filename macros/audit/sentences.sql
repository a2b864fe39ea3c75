{# A number of two significant digits, with a true minus. #}
{% macro significant_text(number) -%}
replace({{ number_text(significant(number)) }}, '-', '−')
{%- endmacro %}

{# Least and most, or the one value where both read the same. #}
{% macro range_text(low, high, language) -%}
{{ filled(message('range', language), {'low': significant_text(low), 'high': 'nullif(' ~ significant_text(high) ~ ', ' ~ significant_text(low) ~ ')'}) }}
{%- endmacro %}

{% macro p_text(p) -%}
case when {{ p }} < 0.001 then '<0.001' else {{ fixed_text(p, 3) }} end
{%- endmacro %}

{# A label inside a sentence: "Export resilience" loses its capital, "R&D intensity" and "GDP per head" keep theirs. #}
{% macro mid_sentence(label) -%}
case
    when substr({{ label }}, 2, 1) <> upper(substr({{ label }}, 2, 1)) then lower(substr({{ label }}, 1, 1)) || substr({{ label }}, 2)
    else {{ label }}
end
{%- endmacro %}
