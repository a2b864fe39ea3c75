-- With which parameters the panel was built, `--vars` included, so that whoever reads the warehouse need not ask the project.
{% set parameters = var('datasets')[dataset()].keys() | sort %}
with final as (
    {%- for name in parameters %}
    {%- set value = param(name) %}
    select
        cast('{{ name }}' as {{ t_text() }}) as parameter,
        cast('{{ value if value is string or value is number else tojson(value, sort_keys=true) }}' as {{ t_text() }}) as value
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
