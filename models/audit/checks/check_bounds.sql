-- What no statistic can be: R2 outside 0 to 1, an adjusted R2 that is not that of the R2 beside it, a negative standard deviation
-- or error, a number of observations that is no whole number above zero.
{% set out_of_range = 'case when statistic = \'n\' then value < 1 or value <> floor(value) else value_high < 0 end' %}
{% set agrees = overlaps('r2_low', 'r2_high', 'printed_r2_low', 'printed_r2_high') %}

with fits as (
    select
        *,
        coalesce(printed_r2_low, r2_low) as lowest,
        coalesce(printed_r2_high, r2_high) as highest,
        printed_r2_low is not null or coalesce(adj_r2_low > 1, false) as is_direct,
        coalesce(adj_r2_low > 1, false) as is_adjusted_out,
        case when printed_r2_low is not null then {{ cells(["cell || '.r2'"]) }}
            when adj_r2_low > 1 then {{ cells(["cell || '.adj_r2'"]) }} else {{ cells(["cell || '.adj_r2'", "cell || '.n'"]) }} end as r2_cells
    from {{ ref('audit_published_fit') }}
),

ranged as (
    select
        *,
        is_adjusted_out or lowest > 1 or highest < 0 as is_out
    from fits
    where lowest is not null
),

counted as (
    select
        study,
        table_id,
        count(*) as n_cells,
        count(case when {{ out_of_range }} then 1 end) as n_out,
        {{ cells_of('case when ' ~ out_of_range ~ ' then cell end') }} as out_cells
    from {{ ref('audit_published_number') }}
    where statistic in ('n', 'sd', 'se')
    group by study, table_id
),

final as (
    select
        study,
        case when is_direct then 'r2_in_range' else 'adjusted_r2_in_range' end as check_kind,
        'r2_in_range_' || table_id || '_' || column_id as check_id,
        r2_cells as cells,
        lowest as result_low,
        highest as result_high,
        {{ verdict('not is_out', 'impossible') }} as verdict,
        {{ words({'holds': flag('not is_out')}) }} as words
    from ranged
    union all
    select
        study,
        'adjusted_r2' as check_kind,
        'adjusted_r2_' || table_id || '_' || column_id as check_id,
        {{ cells(["cell || '.r2'", "cell || '.adj_r2'", "cell || '.n'"]) }} as cells,
        r2_low as result_low,
        r2_high as result_high,
        {{ verdict(agrees, 'contradicts') }} as verdict,
        {{ words({
            'n': fixed_text('n_slopes', 0), 'low': fixed_text('printed_r2_low', 4), 'high': fixed_text('printed_r2_high', 4), 'holds': flag(agrees)
        }) }} as words
    from fits
    where adj_r2_low is not null and printed_r2_low is not null and n_slopes is not null and n_obs is not null
    union all
    select
        study,
        'counts_and_errors' as check_kind,
        'counts_and_errors_of_' || table_id as check_id,
        {{ cells_joined(['out_cells']) }} as cells,
        n_out as result_low,
        n_out as result_high,
        {{ verdict('n_out = 0', 'impossible') }} as verdict,
        {{ words({'n_out': fixed_text('n_out', 0), 'n': fixed_text('n_cells', 0)}) }} as words
    from counted
)

select {{ consistency_columns() }} from final
