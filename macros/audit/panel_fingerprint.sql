{# The fingerprint of the panel as the pipeline computed it before the audit step; empty in a bare `dbt build`, where no
   results row matches and every verdict reads `not estimated`. #}
{% macro panel_fingerprint() %}'{{ env_var('RESILIENCE_PANEL_SHA256', '') }}'{% endmacro %}
