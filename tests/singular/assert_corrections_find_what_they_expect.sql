-- A correction is written against the cell as printed. When the publisher repairs the page, the correction must fail
-- loudly instead of changing a right number; a correction whose cell does not exist has lost its object. A landed file's
-- corrections rest while the file is not there.
{{ config(meta={'remedy':
    'the source was repaired or the cell is gone: look at it again, then delete or rewrite the row of seeds/corrections/corrections.csv'
}) }}

with corrections as (
    select *
    from {{ ref('corrections') }}
    where source_id in (select source_id from {{ ref('int_source_observation') }})
)

select
    corrections.correction_id,
    corrections.expect_value as expected,
    observations.value_text as found,
    observations.place
from corrections
left join {{ ref('int_dated_observation') }} as observations
    on corrections.correction_id = observations.correction_id
where observations.value_text is null or observations.value_text <> corrections.expect_value
