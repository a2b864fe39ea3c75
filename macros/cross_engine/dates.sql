{# Text -> date, null where the text is no ISO date. #}
{% macro to_date(text) %}{{ return(adapter.dispatch('to_date', 'export_resilience')(text)) }}{% endmacro %}
{% macro default__to_date(text) %}try_cast({{ text }} as date){% endmacro %}
{% macro postgres__to_date(text) %}case when {{ text }} ~ '^\d{4}-\d{2}-\d{2}$' then {{ text }}::date end{% endmacro %}
{% macro spark__to_date(text) %}case when {{ text }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then try_cast({{ text }} as date) end{% endmacro %}

{# Year, month and day -> date. #}
{% macro date_of(year, month, day) %}{{ return(adapter.dispatch('date_of', 'export_resilience')(year, month, day)) }}{% endmacro %}
{% macro default__date_of(year, month, day) %}make_date({{ year }}, {{ month }}, {{ day }}){% endmacro %}
