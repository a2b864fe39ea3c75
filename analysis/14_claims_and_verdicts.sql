-- Which claims of the study hold?
-- 原研究哪些论断成立？
-- By the rules of reference.verdict_rules; a panel that departs from the study's parameters gives no verdict and says what differs.
select
    claim_id,
    claim_en,
    verdict,
    condition_en as only_if,
    reason_en,
    printed_verdict as print_says,
    n_columns - n_opposite as columns_with_claimed_sign,
    n_columns,
    round(p_crv1, 3) as p_crv1,
    round(p_crv3, 3) as p_crv3,
    round(p_permutation, 3) as p_permutation,
    n_sets - n_sets_failing as robustness_sets_in_support,
    n_sets
from audit.claims
order by claim_id
