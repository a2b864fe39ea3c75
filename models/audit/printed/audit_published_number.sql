-- Printed cells as numbers with the interval of values that print so, by the study's rounding. Counts are exact; an error or a
-- standard deviation that prints as zero is not below it.
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
        {{ to_number("replace(cells.value_as_printed, ',', '')") }} as value
    from cells
    inner join studies on cells.study = studies.study
),

final as (
    select
        study,
        table_id,
        column_id,
        model_label,
        term,
        statistic,
        table_id || case when statistic in ('mean', 'sd', 'min', 'max') or column_id = statistic then '' else '.' || column_id end
        || '.' || term || '.' || statistic as cell,
        {{ cell_in_words('en') }} as cell_en,
        {{ cell_in_words('zh') }} as cell_zh,
        value_as_printed,
        decimals,
        value,
        case
            when statistic = 'n' then value
            when statistic in ('sd', 'se') and value >= 0 then greatest(0, {{ rounding_low('value', 'decimals', 'rounding') }})
            else {{ rounding_low('value', 'decimals', 'rounding') }}
        end as value_low,
        case when statistic = 'n' then value else {{ rounding_high('value', 'decimals', 'rounding') }} end as value_high
    from parsed
)

select * from final
