-- claim_rule and column_rule: which rule of verdict_rules decides a claim and a column. What is printed comes first; then zero and
-- the printed slope inside or outside the careful interval, whatever the sign of a slope that is not told from zero.
{% set claims = [
    ('no test reported', 'not_tested', 'none', 0, 'null', 'null', 'untested'),
    ('out of reach', 'not_decidable', 'none', 0, 'null', 'null', 'undecidable'),
    ('an impossibility', 'check', 'impossible', 0, 'null', 'null', 'printed_impossible'),
    ('print against it', 'coefficient', 'contradicts', 2, "'confirmed'", 'null', 'printed_contradicts'),
    ('print alone', 'check', 'holds', 0, 'null', 'null', 'printed_holds'),
    ('print undecided', 'check', 'not decidable', 0, 'null', 'null', 'printed_undecidable'),
    ('nothing printed', 'check', 'none', 0, 'null', 'null', 'printed_undecidable'),
    ('one region above the limit', 'variation', 'holds', 0, 'null', '0.51e0', 'one_region'),
    ('one region at the limit', 'variation', 'holds', 0, 'null', '0.5e0', 'spread'),
    ('variation unknown', 'variation', 'holds', 0, 'null', 'null', 'no_rows'),
    ('not estimated', 'coefficient', 'holds', 0, 'null', 'null', 'no_rows'),
    ('the weakest column', 'coefficient', 'holds', 2, "'inconclusive'", 'null', 'inconclusive'),
    ('print undecided, estimated', 'coefficient', 'not decidable', 2, "'not_confirmed'", 'null', 'not_confirmed'),
] %}
{% set columns = [
    ('zero in, print in', 1, 'true', 'true', 'true', 'inconclusive'),
    ('zero in, print in, other sign', 1, 'true', 'false', 'true', 'inconclusive'),
    ('zero in, print out', 1, 'true', 'true', 'false', 'not_confirmed'),
    ('zero in, print out, other sign', 1, 'true', 'false', 'false', 'not_confirmed'),
    ('zero in, print unknown', 1, 'true', 'true', 'null', 'inconclusive'),
    ('zero out, other sign', 1, 'false', 'false', 'false', 'contradicted'),
    ('zero out, other sign, print unknown', 1, 'false', 'false', 'null', 'contradicted'),
    ('zero out, same sign, print in', 2, 'false', 'true', 'true', 'confirmed'),
    ('zero out, same sign, print out', 2, 'false', 'true', 'false', 'confirmed_in_sign'),
    ('zero out, same sign, print unknown', 2, 'false', 'true', 'null', 'confirmed_in_sign'),
    ('no usable test', 0, 'false', 'true', 'null', 'no_usable_test'),
] %}

with claims as (
    {%- for formula, kind, printed, n, official, share, expected in claims %}
    select
        '{{ formula }}' as formula, '{{ kind }}' as kind, '{{ printed }}' as printed_verdict, {{ n }} as n_columns,
        cast({{ official }} as {{ t_text() }}) as official_rule_id, cast({{ share }} as {{ t_double() }}) as largest_share,
        0.5e0 as share_limit, '{{ expected }}' as expected
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

columns as (
    {%- for formula, n_usable, zero, sign, printed, expected in columns %}
    select
        '{{ formula }}' as formula, {{ n_usable }} as n_usable, {{ zero }} as is_zero_inside, {{ sign }} as has_claimed_sign,
        cast({{ printed }} as boolean) as is_print_inside, '{{ expected }}' as expected
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

decided as (
    select formula, expected, {{ claim_rule() }} as found from claims
    union all
    select formula, expected, {{ column_rule() }} as found from columns
)

select *
from decided
where found is null or found <> expected
