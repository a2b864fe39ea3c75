-- Numbers that are filled up with zeros: of a statistic of a table none keeps the last places.
with filled as (
    select
        study,
        table_id,
        statistic,
        {{ cells_of('cell') }} as cell_list,
        min(value_as_printed) as example,
        count(*) as n_numbers,
        sum(decimals - kept_decimals) as n_zeros,
        sum(decimals - kept_decimals) - max(decimals - kept_decimals) as n_zeros_of_others
    from {{ ref('audit_published_number') }}
    where statistic in ('mean', 'sd', 'estimate', 'se', 'r2', 'adj_r2') and value <> 0 and decimals > kept_decimals
    group by study, table_id, statistic
),

final as (
    select
        study,
        'digits' as check_kind,
        'digits_of_' || table_id || '_' || statistic as check_id,
        cell_list as cells,
        n_zeros as result_low,
        n_zeros as result_high,
        'not decidable' as verdict,
        {{ words({'n': fixed_text('n_numbers', 0), 'example': 'example', 'zeros': fixed_text('n_zeros', 0)}) }} as words
    from filled
    where n_zeros >= 3 and n_zeros_of_others > 0
)

select {{ consistency_columns() }} from final
