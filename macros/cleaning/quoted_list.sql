{# ['a', 'b'] -> 'a', 'b' ; an empty list gives a value that nothing equals. #}
{% macro quoted_list(values) %}{% for value in values %}'{{ value }}'{% if not loop.last %}, {% endif %}{% else %}null{% endfor %}{% endmacro %}
