-- Which p-values survive the other tests of their table?
-- 哪些p值在全表多重检验校正后仍显著？
-- Permutation of regions, adjusted by the step-down of the smallest p and by Holm; CRV3 by Holm beside it.
select
    table_id,
    column_id,
    term,
    round(estimate, 4) as estimate,
    round(p_permutation, 3) as p_alone,
    round(p_stepdown, 3) as p_in_the_table,
    round(p_permutation_holm, 3) as p_holm,
    round(p_crv3, 3) as p_crv3_alone,
    round(p_crv3_holm, 3) as p_crv3_holm,
    n_tests
from results.multiple_testing
order by coalesce(p_stepdown, p_permutation_holm), table_id, column_id, term
