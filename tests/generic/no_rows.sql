{# A relation of problems must be empty: its rows say what is wrong and what to do. #}
{% test no_rows(model) %}
select * from {{ model }}
{% endtest %}
