{# Whether two labels of one length differ in a single character, as OCR damages them: 山而省, 山东省. Engines' own edit
   distances count bytes, of which a Chinese character has three. #}
{% macro one_character_apart(a, b, longest=16) -%}
(
    length({{ a }}) = length({{ b }}) and {{ a }} <> {{ b }} and (
    {%- for position in range(1, longest + 1) %}
        (
            substring({{ a }} from 1 for {{ position - 1 }}) = substring({{ b }} from 1 for {{ position - 1 }})
            and substring({{ a }} from {{ position + 1 }}) = substring({{ b }} from {{ position + 1 }})
        ){{ ' or' if not loop.last }}
    {%- endfor %}
    )
)
{%- endmacro %}
