-- Which region carries a coefficient: the largest share of the variation that identifies it, and how many regions of equal
-- share would identify it as well.
with diagnostics as (
    select * from {{ source('results', 'diagnostics') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

ranked as (
    select
        *,
        row_number() over (partition by study, table_id, column_id order by value desc, item asc) as place
    from diagnostics
    where diagnostic = 'identifying_share'
),

final as (
    select
        ranked.study,
        ranked.table_id,
        ranked.column_id,
        effective.item as term,
        effective.value as effective_regions,
        ranked.item as carrier_region_code,
        ranked.value as carrier_share
    from ranked
    inner join diagnostics as effective
        on
            ranked.study = effective.study
            and ranked.table_id = effective.table_id
            and ranked.column_id = effective.column_id
            and effective.diagnostic = 'effective_regions'
    where ranked.place = 1
)

select * from final
