-- Printed cells as numbers with the interval of values that print so, by the study's rounding. Counts are exact; an error or a
-- standard deviation that prints as zero is not below it. A zero at a number's end is a digit only where its fellows show that digits are
-- kept so far: of one statistic of a table, none may have more digits, or decimals, before its last zeros (65.00 beside 12.00 and 9.90 is
-- 65). The first and last year have all their digits.

with cells as (
    select * from {{ ref('published_cells') }}
),

studies as (
    select * from {{ ref('audit_study') }}
),

parsed as (
    select
        cells.*,
        studies.rounding,
        coalesce(cells.term = studies.calendar and cells.statistic in ('min', 'max'), false) or cells.statistic = 'n' as is_exact,
        {{ to_number("replace(cells.value_as_printed, ',', '')") }} as value
    from cells
    inner join studies using (study)
),

kept as (
    select
        parsed.*,
        case when value <> 0 and not is_exact then {{ kept_digits('value_as_printed') }} end as n_digits,
        case when not is_exact then {{ kept_decimals('value_as_printed') }} end as n_decimals
    from parsed
),

fellows as (
    select study, table_id, statistic, max(n_digits) as most_digits, max(n_decimals) as most_decimals from kept
    group by study, table_id, statistic
),

fellowship as (
    select
        kept.*,
        cast(case
            when value is null or is_exact then decimals
            when value = 0 then least(decimals, most_decimals)
            else least(decimals, most_decimals, most_digits - 1 - floor(log10(abs(value)) + 1e-12))
        end as {{ t_integer() }}) as kept_decimals
    from kept
    inner join fellows using (study, table_id, statistic)
),

final as (
    select
        study, table_id, column_id, model_label, term, statistic, table_id
        || case
            when statistic in ('mean', 'sd', 'min', 'max') or (statistic = 'n' and term <> '_model') or column_id = statistic then ''
            else '.' || column_id
        end
        || '.' || term || '.' || statistic as cell,
        value_as_printed, decimals, kept_decimals, value, case
            when statistic = 'n' then value
            when statistic in ('sd', 'se') and value >= 0 then greatest(0, {{ rounding_low('value', 'kept_decimals', 'rounding') }})
            else {{ rounding_low('value', 'kept_decimals', 'rounding') }}
        end as value_low,
        case when statistic = 'n' then value else {{ rounding_high('value', 'kept_decimals', 'rounding') }} end as value_high
    from fellowship
)

select * from final
