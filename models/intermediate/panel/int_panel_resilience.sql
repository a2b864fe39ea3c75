-- The dataset's flow and national base, horizons 1 to 5 side by side.
with resilience as (
    select * from {{ ref('int_resilience') }}
),

final as (
    select
        region_code,
        year
        {%- for horizon in range(1, 6) %},
        max(case when horizon = {{ horizon }} then resilience end) as sl_k{{ horizon }}
        {%- endfor %}
    from resilience
    where flow = '{{ param('flow') }}' and national_base = '{{ param('national_base') }}'
    group by region_code, year
)

select * from final
