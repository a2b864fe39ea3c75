{{ config(materialized='view') }}

with final as (
    select * from {{ ref('int_spillover_of_pairs') }}
    {{ and_spillovers_in_blocks() }}
)

select * from final
