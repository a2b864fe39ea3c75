-- Messages are filled alike in SQL (the macro filled) and in Python (tests/python/test_messages.py has the same cases).
{% set cases = {
    'a text': ('{a} and {b}', {'a': "'x'", 'b': "'y'"}, 'x and y'),
    'one': ('{n} {n|row|rows}', {'n': "'1'"}, '1 row'),
    'none': ('{n} {n|row|rows}', {'n': "'0'"}, '0 rows'),
    'many, with a text in it': ('{n|one of {b}|all {n} of {b}}', {'n': "'3'", 'b': "'b'"}, 'all 3 of b'),
    'an optional part': ('x‹ ({a})›', {'a': "'1'"}, 'x (1)'),
    'an optional part without its text': ('x‹ ({a} {b})›‹, {b}›', {'a': 'null', 'b': "'b'"}, 'x, b'),
    'an empty text is missing': ('x‹ ({a})›', {'a': "''"}, 'x'),
    'a flag': ('it {holds|holds|fails}', {'holds': flag('1 = 2')}, 'it fails'),
} %}

with final as (
    {%- for name, case in cases.items() %}
    {{ 'union all ' if not loop.first }}select '{{ name }}' as formula, {{ filled("'" ~ case[0] ~ "'", case[1]) }} as found, '{{ case[2] }}' as expected
    union all
    select '{{ name }}, by a list', {{ filled_from("'" ~ case[0] ~ "'", 'words') }}, '{{ case[2] }}' from (select {{ words(case[1]) }} as words) as given
    {%- endfor %}
)

select * from final
where found <> expected or found is null
