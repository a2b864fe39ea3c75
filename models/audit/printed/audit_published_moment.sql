-- Printed descriptives, one row per variable: the printed moments with their intervals side by side.
with numbers as (
    select * from {{ ref('audit_published_number') }}
    where term <> '_model' and statistic in ('n', 'mean', 'sd', 'min', 'max')
),

final as (
    select
        study,
        term,
        min(table_id) as table_id
        {%- for statistic in ['n', 'mean', 'sd', 'min', 'max'] %},
        {{ pivoted(statistic, statistic, statistic ~ '_value') }}
        {%- endfor %}
    from numbers
    group by study, term
)

select * from final
