{# A parameter of the chosen dataset. `--vars '{horizon: 2}'` wins over dbt_project.yml. #}
{% macro dataset() %}{{ return(env_var('RESILIENCE_DATASET', 'observed')) }}{% endmacro %}

{% macro param(name) %}
    {% set parameters = var('datasets').get(dataset()) %}
    {% if parameters is none %}
        {{ exceptions.raise_compiler_error("RESILIENCE_DATASET is '" ~ dataset() ~ "'; expected one of "
            ~ (var('datasets').keys() | join(', '))) }}
    {% elif name not in parameters %}
        {{ exceptions.raise_compiler_error("param('" ~ name ~ "') is not in vars.datasets." ~ dataset() ~ " of dbt_project.yml") }}
    {% endif %}
    {{ return(var(name, parameters[name])) }}
{% endmacro %}
