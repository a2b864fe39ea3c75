-- How much a printed cell tells that others do not: where others leave an interval to it (the result of these checks, for the first cell
-- that they name), it adds as many digits as the printed interval is narrower, log10 of the ratio of the two widths.
{% set implied = {
    'simple_regression': 'constant_of_means_', 'algebra': 'mean_equation_', 'nested': 'drop_one_', 'centring': 'centring_moves_',
    'covariance': 'error_by_correlation_',
} %}

with implied as (
    {%- for family, prefix in implied.items() %}
    select study, split_part(cells, '; ', 1) as cell, result_low, result_high from {{ ref('check_' ~ family) }}
    where check_id like '{{ prefix }}%' and result_low < result_high
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

compared as (
    select
        numbers.study,
        numbers.cell,
        {{ printed_digits('numbers.value_as_printed') }} as n_digits,
        {{ overlaps('implied.result_low', 'implied.result_high', 'numbers.value_low', 'numbers.value_high') }} as agrees,
        log10((implied.result_high - implied.result_low) / (numbers.value_high - numbers.value_low)) as n_more
    from implied
    inner join {{ ref('audit_published_number') }} as numbers on implied.study = numbers.study and implied.cell = numbers.cell
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
    select
        study,
        'information_of_' || cell as check_id,
        cell as cells,
        n_added as result_low,
        n_added as result_high,
        'digits of ' || n_digits || ' that the other cells do not imply' as expected,
        case when agrees then 'holds' else 'not decidable' end as verdict,
        'Printed with ' || n_digits || ' digits, of which the other cells ' || {{ either('agrees', "'imply '", "'would imply '") }}
        || {{ told('n_digits - n_added', 1) }} || {{ either('agrees', "''", "' others'") }} || '; the cell adds ' || {{ told('n_added', 1) }} || '.' as sentence_en,
        '刊印' || n_digits || '位数字，其他单元格可推出' || {{ told('n_digits - n_added', 1) }} || '位，该格新增' || {{ told('n_added', 1) }} || '位。' as sentence_zh
    from told
)

select {{ consistency_columns() }} from final
