-- What no statistic can be: R2 outside 0 to 1, an adjusted R2 that is not that of the R2 beside it, a negative standard deviation or error,
-- a number of observations that is no whole number above zero. And numbers that are filled up with zeros: of a statistic of a table none
-- keeps the last places.
{% set out_of_range = 'case when statistic = \'n\' then value < 1 or value <> floor(value) else value_high < 0 end' %}
{% set three = ["cell || '.r2'", "cell || '.adj_r2'", "cell || '.n'"] %}

with fits as (
    select
        *,
        coalesce(printed_r2_low, r2_low) as lowest,
        coalesce(printed_r2_high, r2_high) as highest,
        printed_r2_low is not null or coalesce(adj_r2_low > 1, false) as is_direct,
        case when printed_r2_low is not null then {{ cells(three[:1]) }}
            when adj_r2_low > 1 then {{ cells(three[1:2]) }} else {{ cells(three[1:]) }} end as r2_cells,
        coalesce(adj_r2_low > 1, false) or coalesce(printed_r2_low, r2_low) > 1 or coalesce(printed_r2_high, r2_high) < 0 as is_out
    from {{ ref('audit_published_fit') }}
),

numbers as (
    select * from {{ ref('audit_published_number') }}
),

counted as (
    select
        study,
        table_id,
        count(*) as n_cells,
        count(case when {{ out_of_range }} then 1 end) as n_out,
        {{ cells_of('case when ' ~ out_of_range ~ ' then cell end') }} as out_cells
    from numbers
    where statistic in ('n', 'sd', 'se')
    group by study, table_id
),

filled as (
    select
        study, table_id, statistic,
        {{ cells_of('cell') }} as cell_list,
        min(value_as_printed) as example,
        count(*) as n_numbers,
        sum(decimals - kept_decimals) as n_zeros
    from numbers
    where statistic in ('mean', 'sd', 'estimate', 'se', 'r2', 'adj_r2') and value <> 0 and decimals > kept_decimals
    group by study, table_id, statistic
    having sum(decimals - kept_decimals) >= 3 and sum(decimals - kept_decimals) > max(decimals - kept_decimals)
),

final as (
    {%- for kind, condition in [('r2_in_range', 'is_direct'), ('adjusted_r2_in_range', 'not is_direct')] %}
    {{ check('bounds', kind, "'r2_in_range_' || table_id || '_' || column_id", 'r2_cells', ['lowest', 'highest'],
        holds='not is_out', fault='impossible') }}
    from fits where lowest is not null and {{ condition }}
    union all
    {%- endfor %}
    {{ check('bounds', 'adjusted_r2', "'adjusted_r2_' || table_id || '_' || column_id", three, ['r2_low', 'r2_high'], {
        'n': count_text('n_slopes'), 'low': fixed_text('printed_r2_low', 4), 'high': fixed_text('printed_r2_high', 4)
    }, holds=overlaps('r2_low', 'r2_high', 'printed_r2_low', 'printed_r2_high')) }}
    from fits where adj_r2_low is not null and printed_r2_low is not null and n_slopes is not null and n_obs is not null
    union all
    {{ check('bounds', 'counts_and_errors', "'counts_and_errors_of_' || table_id", cells_joined(['out_cells']), 'n_out',
        {'n_out': count_text('n_out'), 'n': count_text('n_cells')}, holds='n_out = 0', fault='impossible') }}
    from counted
    union all
    {{ check('digits', 'digits', "'digits_of_' || table_id || '_' || statistic", 'cell_list', 'n_zeros',
        {'n': count_text('n_numbers'), 'example': 'example', 'zeros': count_text('n_zeros')}, verdict="'not decidable'") }}
    from filled
)

select * from final
