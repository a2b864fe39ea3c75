-- claim_rule: which rule of verdict_rules decides a claim. What is printed comes first; a coefficient holds under three conventions in
-- every column and in every set of variations, never under one of them alone or where one was not computed.
{% set cases = [
    ('no test reported', 'not_tested', 'none', 0, 0, 0, 'null', 'null', 'null', 0, 'null', 'untested'),
    ('out of reach', 'not_decidable', 'none', 0, 0, 0, 'null', 'null', 'null', 0, 'null', 'undecidable'),
    ('print against it', 'coefficient', 'contradicts', 2, 2, 0, '0.01e0', '0.01e0', '0.01e0', 0, 'null', 'printed_contradicts'),
    ('print alone', 'check', 'holds', 0, 0, 0, 'null', 'null', 'null', 0, 'null', 'printed_holds'),
    ('print undecided', 'check', 'not decidable', 0, 0, 0, 'null', 'null', 'null', 0, 'null', 'printed_undecidable'),
    ('one region above the limit', 'variation', 'holds', 0, 0, 0, 'null', 'null', 'null', 0, '0.51e0', 'one_region'),
    ('one region at the limit', 'variation', 'holds', 0, 0, 0, 'null', 'null', 'null', 0, '0.5e0', 'spread'),
    ('not estimated', 'coefficient', 'holds', 0, 0, 0, 'null', 'null', 'null', 0, 'null', 'no_rows'),
    ('one opposite sign', 'coefficient', 'holds', 2, 2, 1, '0.01e0', '0.01e0', '0.01e0', 0, 'null', 'opposite'),
    ('three conventions', 'coefficient', 'holds', 2, 2, 0, '0.01e0', '0.02e0', '0.03e0', 0, 'null', 'holds'),
    ('a set of variations against it', 'coefficient', 'holds', 2, 2, 0, '0.01e0', '0.02e0', '0.03e0', 1, 'null', 'robustness_differs'),
    ('not under CRV3', 'coefficient', 'holds', 2, 2, 0, '0.01e0', '0.2e0', '0.03e0', 0, 'null', 'conventions_differ'),
    ('permutation alone', 'coefficient', 'holds', 2, 2, 0, '0.2e0', '0.2e0', '0.03e0', 0, 'null', 'conventions_differ'),
    ('one column without permutation', 'coefficient', 'holds', 2, 1, 0, '0.01e0', '0.02e0', '0.03e0', 0, 'null', 'conventions_differ'),
    ('no permutation', 'coefficient', 'holds', 2, 0, 0, '0.01e0', '0.02e0', 'null', 0, 'null', 'conventions_differ'),
    ('under none', 'coefficient', 'holds', 2, 2, 0, '0.06e0', '0.2e0', '0.05e0', 0, 'null', 'not_significant'),
] %}

with cases as (
    {%- for formula, kind, printed, n, n_three, n_opposite, crv1, crv3, permutation, n_failing, share, expected in cases %}
    select
        '{{ formula }}' as formula, '{{ kind }}' as kind, '{{ printed }}' as printed_verdict, {{ n }} as n_columns,
        {{ n_three }} as n_with_three_p, {{ n_opposite }} as n_opposite, cast({{ crv1 }} as {{ t_double() }}) as p_crv1,
        cast({{ crv3 }} as {{ t_double() }}) as p_crv3, cast({{ permutation }} as {{ t_double() }}) as p_permutation,
        {{ n_failing }} as n_sets_failing, cast({{ share }} as {{ t_double() }}) as largest_share, 0.5e0 as share_limit,
        0.05e0 as p_limit, '{{ expected }}' as expected
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

decided as (
    select *, {{ claim_rule() }} as found from cases
)

select *
from decided
where found is null or found <> expected
