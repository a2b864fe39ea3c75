-- Table 1, one row per variable: the printed moments with their intervals side by side.
with numbers as (
    select * from {{ ref('audit_published_number') }}
    where table_id = 'table_1'
),

final as (
    select
        study,
        term
        {%- for statistic in ['n', 'mean', 'sd', 'min', 'max'] %},
        max(case when statistic = '{{ statistic }}' then value end) as {{ statistic }}_value,
        max(case when statistic = '{{ statistic }}' then value_low end) as {{ statistic }}_low,
        max(case when statistic = '{{ statistic }}' then value_high end) as {{ statistic }}_high
        {%- endfor %}
    from numbers
    group by study, term
)

select * from final
