{{ config(tags=['audit']) }}
-- A claim that names cells or a check which do not exist would read as undecidable by a slip of the pen.
select printed.*
from {{ ref('audit_claim_printed') }} as printed
inner join {{ ref('published_claims') }} as claims on printed.study = claims.study and printed.claim_id = claims.claim_id
where
    claims.kind not in ('not_tested', 'not_decidable')
    and (
        printed.verdict = 'none'
        or (claims.kind in ('coefficient', 'no_effect', 'number') and printed.n_cells = 0)
        or (claims.check_id is not null and printed.n_checks_named = 0)
    )
