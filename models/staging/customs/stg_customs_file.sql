{{ config(materialized='table') }}

with final as (
    {{ customs_store('files.parquet', {
        'file': t_text(), 'sha256': t_text(), 'flow': t_text(), 'currency': t_text(), 'dimensions': t_text(),
        'hs_level': t_integer(), 'encoding': t_text(), 'n_rows': t_integer(), 'vintage': t_text(),
    }) }}
)

select * from final
