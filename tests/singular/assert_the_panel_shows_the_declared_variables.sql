-- A column of the panel without its row in the seed variables would be empty without a word, and a row without its column unseen.
-- depends_on: {{ ref('panel') }}
{% set panel = graph.nodes.values() | selectattr('unique_id', 'equalto', 'model.' ~ project_name ~ '.panel') | list if execute else [] %}

with shown (variable) as (
    select cast(null as {{ t_text() }}) where 1 = 0
    {%- for model in panel %}{% for column in variable_columns(model) %}
    union all
    select '{{ column }}'
    {%- endfor %}{% endfor %}
)

select
    coalesce(shown.variable, declared.variable) as variable,
    case
        when shown.variable is null then 'has no column in models/marts/panel/_panel.yml'
        else 'has no row in seeds/reference/variables.csv'
    end as what
from shown
full join {{ ref('variables') }} as declared on shown.variable = declared.variable
where shown.variable is null or declared.variable is null
