-- A correction is written against the cell as printed. When the publisher repairs the page, the correction must fail
-- loudly instead of changing a right number; a correction whose cell does not exist has lost its object.
-- Remedy: look at the source again, then delete or rewrite the row of seeds/corrections/corrections.csv.
with corrections as (
    select corrections.*
    from {{ ref('corrections') }} as corrections
    inner join {{ ref('sources') }} as sources on corrections.source_id = sources.source_id
    where sources.collection in ({{ quoted_list(param('collections')) }})
)

select
    corrections.correction_id,
    corrections.expect_value as expected,
    observations.value_text as found,
    observations.place
from corrections
left join {{ ref('int_corrected_observation') }} as observations
    on corrections.correction_id = observations.correction_id
where observations.value_text is null or observations.value_text <> corrections.expect_value
