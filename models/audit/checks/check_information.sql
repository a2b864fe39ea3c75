-- How much a printed cell tells that others do not: where others leave an interval to it (the result of these checks, for the first cell
-- that they name), it adds as many digits as the printed interval is narrower, log10 of the ratio of the two widths.
{% set implied = ['constant_of_means', 'mean_equation', 'drop_one', 'centring_moves', 'centring_moves_constant', 'error_by_correlation'] %}

with implied as (
    select
        checks.study, cells.cell, checks.result_low, checks.result_high
    from {{ ref('audit_checked') }} as checks
    inner join {{ ref('consistency_cell') }} as cells on checks.study = cells.study and checks.check_id = cells.check_id and cells.place = 1
    where
        checks.check_kind in ({% for kind in implied %}'{{ kind }}'{{ ', ' if not loop.last }}{% endfor %})
        and checks.result_low < checks.result_high and checks.n_unknown = 0
),

compared as (
    select
        numbers.study,
        numbers.cell,
        {{ printed_digits('numbers.value_as_printed') }} as n_digits,
        {{ overlaps('implied.result_low', 'implied.result_high', 'numbers.value_low', 'numbers.value_high') }} as agrees,
        log10((implied.result_high - implied.result_low) / (numbers.value_high - numbers.value_low)) as n_more
    from implied
    inner join {{ ref('audit_published_number') }} as numbers using (study, cell)
    where numbers.value_high > numbers.value_low
),

told as (
    select
        study,
        cell,
        max(n_digits) as n_digits,
        min(case when agrees then 1 else 0 end) = 1 as agrees,
        greatest(0, least(max(n_digits), min(n_more))) as n_added
    from compared
    group by study, cell
),

final as (
    {{ check('information', 'information', "'information_of_' || cell", ['cell'], 'n_added',
        {'n': count_text('n_digits'), 'implied': fixed_text('n_digits - n_added', 1), 'added': fixed_text('n_added', 1), 'holds': flag('agrees')},
        verdict=either('agrees', "'holds'", "'not decidable'")) }}
    from told
)

select * from final
