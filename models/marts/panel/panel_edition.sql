-- The panel in every edition: as it could have been computed on a day, and with one indicator exchanged for an earlier state. What
-- could not be had by then is null.
with variable_values as (
    select * from {{ ref('int_variable_value') }}
),

editions as (
    select distinct edition, kind, exchanged_indicator, edition_day from {{ ref('int_edition') }}
),

final as (
    select
        editions.edition,
        editions.kind,
        editions.exchanged_indicator,
        editions.edition_day,
        variable_values.region_code,
        variable_values.year
        {%- for variable in variable_columns(model) %},
        max(case when variable_values.variable = '{{ variable }}' then variable_values.value end) as {{ variable }}
        {%- endfor %}
    from editions
    inner join variable_values on editions.edition = variable_values.edition
    group by
        editions.edition, editions.kind, editions.exchanged_indicator, editions.edition_day, variable_values.region_code,
        variable_values.year
)

select * from final
