-- Printed cells as numbers with the interval that rounds to them. Years printed without decimals are exact counts.
with cells as (
    select * from {{ ref('published_cells') }}
),

parsed as (
    select
        *,
        {{ to_number("replace(value_as_printed, ',', '')") }} as value
    from cells
),

final as (
    select
        study,
        table_id,
        column_id,
        model_label,
        term,
        statistic,
        value_as_printed,
        decimals,
        value,
        case when statistic = 'n' then value else value - {{ half_unit('decimals') }} end as value_low,
        case when statistic = 'n' then value else value + {{ half_unit('decimals') }} end as value_high
    from parsed
)

select * from final
