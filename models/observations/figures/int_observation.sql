-- The figure of each cell in each edition, and null where every candidate was passed over.
with candidates as (
    select * from {{ ref('int_observation_candidate') }}
),

final as (
    select
        edition,
        region_code,
        indicator_code,
        industry_code,
        year,
        unit_code
        {%- for column in ['value', 'source_id', 'vintage', 'collection', 'link_id', 'correction_id'] %},
        case when is_chosen then {{ column }} end as {{ column }}
        {%- endfor %}
    from candidates
    where position_in_cell = 1
)

select * from final
