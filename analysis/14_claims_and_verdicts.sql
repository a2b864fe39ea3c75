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
    weakest_column_id as weakest_column,
    round(slope, 3) as its_slope,
    round(slope_low, 3) as slope_low,
    round(slope_high, 3) as slope_high,
    round(published_slope, 3) as printed_slope,
    se_type,
    n_sets - n_sets_failing as robustness_sets_in_support,
    n_sets
from audit.claims
order by claim_id
