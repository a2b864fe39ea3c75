-- Bounds stand in the seed indicators; a slipped unit or a shifted column usually leaves them.
select
    observations.*,
    indicators.minimum,
    indicators.maximum
from {{ ref('fct_observation') }} as observations
inner join {{ ref('stg_indicator') }} as indicators on observations.indicator_code = indicators.indicator_code
where observations.value < indicators.minimum or observations.value > indicators.maximum
