{{ config(tags=['audit']) }}
-- Each subject of a table finds one rule for its finding, and one for what it leaves open where it leaves something open.
select evidence.*
from {{ ref('sentence_evidence') }} as evidence
left join {{ ref('table_sentence') }} as sentences
    on
        evidence.study = sentences.study
        and evidence.table_id = sentences.table_id
        and evidence.role = sentences.role
        and evidence.focus = sentences.focus
        and evidence.moderator = sentences.moderator
        and evidence.outcome = sentences.outcome
where
    sentences.sentence_en is null
    or sentences.sentence_en like '%{{ "{" }}%'
    or sentences.sentence_zh like '%{{ "{" }}%'
    or (evidence.reach is not null and sentences.reach_rule_id is null)
