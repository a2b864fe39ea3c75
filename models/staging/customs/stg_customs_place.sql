{{ config(materialized='table') }}

with final as (
    {{ customs_store('places.parquet', {'place_code': t_text(), 'place_name': t_text()}) }}
)

select * from final
