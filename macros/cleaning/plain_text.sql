{# A label without blanks of any width, full-width digits and letters made plain: 北　京 -> 北京, ２０１９年 -> 2019年. #}
{% macro plain_label(text) -%}
translate({{ text }}, '０１２３４５６７８９（），．：　 ' || chr(9) || chr(160), '0123456789(),.:')
{%- endmacro %}

{# A number's text without thousands separators: "1,234.5 " -> 1234.5. #}
{% macro plain_number(text) -%}
replace({{ plain_label(text) }}, ',', '')
{%- endmacro %}
