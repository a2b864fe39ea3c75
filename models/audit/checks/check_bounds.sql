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
        'between 0 and 1' as expected,
        {{ verdict('not is_out', 'impossible') }} as verdict,
        'R² lies ' || {{ either('is_out', "'outside'", "'within'") }} || ' 0 to 1.' as sentence_en,
        'R²' || {{ either('is_out', "'超出'", "'在'") }} || '0至1之间。' as sentence_zh
    from ranged
    union all
    select
        study,
        'adjusted_r2' as check_kind,
        'adjusted_r2_' || table_id || '_' || column_id as check_id,
        {{ cells(["cell || '.r2'", "cell || '.adj_r2'", "cell || '.n'"]) }} as cells,
        r2_low as result_low,
        r2_high as result_high,
        'overlaps the printed R2, ' || {{ told('printed_r2_low', 4) }} || ' to ' || {{ told('printed_r2_high', 4) }} as expected,
        {{ verdict(agrees, 'contradicts') }} as verdict,
        'The adjusted R² ' || {{ either(agrees, "'belongs'", "'does not belong'") }} || ' to the R² printed beside it, with '
        || {{ told('n_slopes', 0) }} || ' slopes.' as sentence_en,
        '以' || {{ told('n_slopes', 0) }} || '个斜率计，调整R²与其旁的R²' || {{ either(agrees, "'相符。'", "'不符。'") }} as sentence_zh
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
        'none of ' || n_cells || ' negative, every N a whole number above zero' as expected,
        {{ verdict('n_out = 0', 'impossible') }} as verdict,
        n_out || ' of ' || n_cells || ' counts, standard deviations and errors are what none can be.' as sentence_en,
        n_cells || '个样本量、标准差与标准误中' || n_out || '个不可能。' as sentence_zh
    from counted
)

select {{ consistency_columns() }} from final
