with cells as (
    select * from {{ source('landing', 'landing_cell') }}
),

final as (
    select
        collection,
        'landing:' || file as source_id,
        file,
        shape,
        sha256,
        {{ plain_label('region_text') }} as region_label,
        {{ plain_label("coalesce(nullif(year_text, ''), stated_year)") }} as year_label,
        {{ plain_label("coalesce(nullif(stated_indicator, ''), indicator_text)") }} as indicator_label,
        {{ plain_label('industry_text') }} as industry_label,
        {{ plain_label("coalesce(nullif(stated_unit, ''), unit_text)") }} as unit_label,
        nullif(stated_source, '') as publisher,
        coalesce(nullif(stated_vintage, ''), 'not stated') as vintage,
        nullif({{ plain_number('value_text') }}, '') as value_text,
        file || case when sheet <> '' then ', sheet ' || sheet else '' end
        || ', row ' || row_number || ', column ' || column_number as place
    from cells
)

select * from final
