with final as (
    select
        vintage,
        indicator_code,
        public_by,
        is_assumed,
        is_rolling,
        basis
    from {{ ref('vintages') }}
    where region_set = '{{ param('region_set') }}'
)

select * from final
