-- Ephemeral: millions of records stay in Parquet and are never copied into a publication.
{{ config(materialized='ephemeral') }}

with final as (
    {{ customs_store('records/*/*/*.parquet', {
        'flow': t_text(), 'year': t_integer(), 'month': t_integer(), 'currency': t_text(),
        'hs_code': t_text(), 'partner_code': t_text(), 'partner_name': t_text(), 'mode_code': t_text(),
        'place_code': t_text(), 'place_name': t_text(), 'value': 'decimal(18, 2)',
    }) }}
)

select * from final
