with cells as (
    select * from {{ source('landing', 'landing_cell') }}
),

final as (
    select
        collection,
        'landing:' || file as source_id,
        file,
        sha256,
        {{ plain_label('row_label') }} as row_label,
        {{ plain_label('column_label') }} as column_label,
        {{ plain_label("coalesce(nullif(stated_indicator, ''), indicator_text)") }} as indicator_label,
        {{ plain_label("coalesce(nullif(stated_unit, ''), unit_text)") }} as unit_label,
        coalesce(nullif(stated_vintage, ''), 'not stated') as vintage,
        nullif({{ plain_number('value_text') }}, '') as value_text,
        file || case when sheet <> '' then ', sheet ' || sheet else '' end
        || ', row ' || row_number || ', column ' || column_number as place
    from cells
)

select * from final
