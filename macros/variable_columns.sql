{# The variables that a wide model shows: the numbers of its contract. The seed variables says how each is made;
   tests/python/test_variables.py names a line that one of them lacks. #}
{% macro variable_columns(model) -%}
    {{ return(model.columns.values() | selectattr('data_type', 'equalto', 'double precision') | map(attribute='name') | list) }}
{%- endmacro %}
