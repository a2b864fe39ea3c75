{# True where two doubles differ by more than 1e-12 relative, or only one of them is null. #}
{% macro differs(found, expected) -%}
((({{ found }}) is null) <> (({{ expected }}) is null)
or abs(({{ found }}) - ({{ expected }})) > 1e-12 * greatest(1, abs({{ expected }})))
{%- endmacro %}
