-- Ephemeral: millions of records stay in Parquet and are never copied into a publication. Flow, currency and month are
-- folders of the store.
{{ config(materialized='ephemeral') }}

with records as (
    {{ customs_store('records/*/*/*/*.parquet', {
        'flow': t_text(), 'currency': t_text(), 'month': t_integer(), 'hs_code': t_text(), 'partner_code': t_text(),
        'partner_name': t_text(), 'mode_code': t_text(), 'place_code': t_text(), 'value': 'decimal(18, 2)',
    }) }}
),

final as (
    select
        flow,
        currency,
        cast(floor(month / 100) as {{ t_integer() }}) as year,
        month as year_month,
        hs_code,
        partner_code,
        partner_name,
        mode_code,
        place_code,
        value
    from records
)

select * from final
