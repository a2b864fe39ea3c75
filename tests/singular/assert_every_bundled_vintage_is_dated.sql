-- A bundled table whose vintage has no row in seeds/reference/vintages.csv would count as undated and never be chosen.
with sources as (
    select * from {{ ref('sources') }}
    where collection = 'bundled'
),

vintages as (
    select * from {{ ref('vintages') }}
)

select
    sources.source_id,
    sources.indicator_code,
    sources.vintage
from sources
left join vintages on sources.indicator_code = vintages.indicator_code and sources.vintage = vintages.vintage
where vintages.vintage is null
