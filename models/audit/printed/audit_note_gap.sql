-- What the columns of a printed table leave unsaid: 1 where some column does, by thing, and how many things in all.
{% set open_facts = ['estimator', 'weights', 'controls', 'year_effects', 'other_effects', 'r2'] %}

with fits as (
    select
        *,
        coalesce(sample_id, '') <> 'not said' as is_known_sample
    from {{ ref('audit_published_fit') }}
),

said as (
    select
        study,
        table_id,
        column_id
        {%- for fact in open_facts %},
        max(case when premise = '{{ fact }}' and status = 'unknown' then 1 else 0 end) as {{ fact }}_open
        {%- endfor %}
    from {{ ref('audit_column_fact') }}
    group by study, table_id, column_id
),

tables as (
    select
        fits.study,
        fits.table_id,
        min(fits.cell) as cell,
        max(fits.n_units) as n_units,
        max(fits.n_slopes) as n_slopes,
        max(stated_errors) as errors,
        max(case when stated_errors is null then 1 else 0 end) as errors_open,
        {%- for fact in open_facts %}
        max(said.{{ fact }}_open) as {{ fact }}_open,
        {%- endfor %}
        max(case when fits.is_known_sample then 0 else 1 end) as sample_open
    from fits
    inner join said on fits.study = said.study and fits.table_id = said.table_id and fits.column_id = said.column_id
    group by fits.study, fits.table_id
),

final as (
    select
        *,
        errors_open + sample_open{% for fact in open_facts %} + {{ fact }}_open{% endfor %} as n_open
    from tables
)

select * from final
