-- Rows of printed numbers that can be told from others: a coefficient with its error, a variable's mean with its standard deviation, two
-- digits or more each, and how many digits after their first. A dummy's two moments are one number.
{% set dummy = 'mean_value between 0 and 1 and sd_value between 0.9 * sqrt(mean_value * (1 - mean_value)) and 1.1 * sqrt(mean_value * (1 - mean_value)) + 0.001' %}

with numbers as (
    select *, {{ kept_digits('value_as_printed') }} as n_digits from {{ ref('audit_published_number') }}
    where statistic in ('estimate', 'se', 'mean', 'sd', 'min', 'max')
),

dummies as (
    select study, table_id, term from {{ ref('audit_published_moment') }}
    where {{ dummy }}
),

texts as (
    select
        study,
        table_id,
        case when statistic in ('estimate', 'se') then column_id else '' end as column_id,
        term,
        {{ text_list("statistic || ' ' || value_as_printed", 'statistic') }} as printed,
        {{ cells_of('cell') }} as cell_list,
        count(case when statistic in ('estimate', 'se', 'mean', 'sd') then 1 end) as n_numbers,
        min(case when statistic in ('estimate', 'se', 'mean', 'sd') then n_digits end) as least_digits,
        sum(case when statistic in ('estimate', 'se', 'mean', 'sd') then n_digits - 1 end) as free_digits
    from numbers
    group by study, table_id, case when statistic in ('estimate', 'se') then column_id else '' end, term
),

final as (
    select
        texts.*,
        texts.table_id || '.' || case when texts.column_id = '' then '' else texts.column_id || '.' end || texts.term as row_name
    from texts
    left join dummies on texts.study = dummies.study and texts.table_id = dummies.table_id and texts.term = dummies.term and texts.column_id = ''
    where texts.n_numbers = 2 and texts.least_digits >= 2 and dummies.term is null
)

select * from final
