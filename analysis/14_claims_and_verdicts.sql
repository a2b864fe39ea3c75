-- Which claims of the study hold?
-- 原研究哪些论断成立？
-- By the rules of reference.verdict_rules; the changelog says when a rule changed.
select
    claim_id,
    claim_en,
    verdict,
    round(p_crv1, 3) as p_crv1,
    round(p_crv3, 3) as p_crv3,
    round(p_permutation, 3) as p_permutation
from audit.claims
order by claim_id
