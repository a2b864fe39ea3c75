-- Cells of the panel's text columns that are no numbers while most of their column are: what keeps it from being one.
with panel as (
    select * from {{ ref('panel') }}
),

cells as (
    {% for column in panel_variables('text') %}
    select region_code, year, '{{ column }}' as variable, {{ adapter.quote(column) }} as written
    from panel
    union all
    {% endfor %}
    select region_code, year, null as variable, null as written
    from panel
    where false
),

read as (
    select
        region_code,
        year,
        cast(variable as {{ t_text() }}) as variable,
        cast(written as {{ t_text() }}) as written,
        {{ to_number("replace(replace(written, ',', ''), '%', '')") }} as value
    from cells
    where written is not null
),

columns as (
    select variable from read
    group by variable
    having 2 * count(value) >= count(*)
),

final as (
    select read.region_code, read.year, read.variable, read.written, cast(0 as {{ t_integer() }}) as is_number
    from read
    inner join columns on read.variable = columns.variable
    where read.value is null
)

select * from final
