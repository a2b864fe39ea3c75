{{ config(tags=['audit']) }}
-- A claim that names a check which does not exist would read as undecidable by a slip of the pen.
select claims.*
from {{ ref('published_claims') }} as claims
left join {{ ref('consistency') }} as checks on claims.study = checks.study and claims.evidence_key = checks.check_id
where claims.evidence = 'consistency' and checks.check_id is null
