{{ config(tags=['printed']) }}
-- What a reader calls a printed cell: "Table 2 (1) Vag standard error".
{% set of_column = "case when numbers.cell = numbers.table_id || '.' || numbers.term || '.' || numbers.statistic then '' else numbers.column_id end" %}

with final as (
    select
        numbers.study,
        numbers.cell
        {%- for language in ['en', 'zh'] %},
        {{ filled('names.' ~ language, {
            'table': "replace(numbers.table_id, 'table_', '')", 'column': of_column, 'term': "nullif(numbers.term, '_model')",
            'statistic': 'coalesce(statistics.' ~ language ~ ', numbers.statistic)'
        }) }} as cell_{{ language }}
        {%- endfor %}
    from {{ ref('audit_published_number') }} as numbers
    inner join {{ ref('messages') }} as names on names.id = case numbers.term when '_cons' then 'cell.constant' else 'cell.name' end
    left join {{ ref('messages') }} as statistics on statistics.id = 'statistic.' || numbers.statistic
)

select * from final
