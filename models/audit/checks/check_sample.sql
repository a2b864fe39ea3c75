-- Sample sizes and years: what the tables count against the calendar they print and against the text.
{% set is_calendar = 'sqrt((n_years * n_years - 1) / 12 * n_value / (n_value - 1)) between sd_low and sd_high' %}
{% set is_same_year = 'years.max_value = ' ~ to_number('facts.value_text') %}

with numbers as (
    select * from {{ ref('audit_published_number') }}
),

fits as (
    select * from {{ ref('audit_published_fit') }}
),

years as (
    select
        study,
        n_value,
        max_value,
        max_value - min_value + 1 as n_years,
        sd_low,
        sd_high
    from {{ ref('audit_published_moment') }}
    where term = 'Year'
),

lags as (
    select
        study,
        table_id,
        column_id,
        max(case when term like 'L2.%' then 2 when term like 'L.%' then 1 else 0 end) as lag_years
    from numbers
    group by study, table_id, column_id
),

sizes as (
    select
        fits.study,
        fits.table_id,
        fits.column_id,
        fits.n_obs,
        years.n_value / years.n_years * (years.n_years - lags.lag_years) as expected_n
    from fits
    inner join years on fits.study = years.study
    inner join lags
        on fits.study = lags.study and fits.table_id = lags.table_id and fits.column_id = lags.column_id
),

facts as (
    select * from {{ ref('published_facts') }}
),

final as (
    select
        study,
        'sample_size_' || table_id || '_' || column_id as check_id,
        table_id || ' column ' || column_id || ': N' as cells,
        n_obs as result_low,
        n_obs as result_high,
        'regions × (years − lag) = ' || cast(expected_n as {{ t_integer() }}) as expected,
        case when n_obs = expected_n then 'holds' else 'contradicts' end as verdict,
        'N is ' || {{ either('n_obs = expected_n', "''", "'not '") }}
        || 'the number of regions times the years that the lag leaves.' as sentence_en,
        '样本量' || {{ either('n_obs = expected_n', "'等于'", "'不等于'") }} || '地区数乘以扣除滞后后的年数。' as sentence_zh
    from sizes
    union all
    select
        study,
        'sd_of_year' as check_id,
        'table_1: Year sd' as cells,
        sd_low as result_low,
        sd_high as result_high,
        'standard deviation of a balanced calendar, n − 1' as expected,
        {{ either(is_calendar, "'holds'", "'contradicts'") }} as verdict,
        'The standard deviation of Year is ' || {{ either(is_calendar, "''", "'not '") }}
        || 'that of a balanced calendar in the n − 1 form.' as sentence_en,
        '年份的标准差' || {{ either(is_calendar, "'等于'", "'不等于'") }} || '平衡日历的n−1形式。' as sentence_zh
    from years
    union all
    select
        years.study,
        'sample_years_of_abstract' as check_id,
        'table_1: Year max; ' || facts.where_stated as cells,
        years.max_value as result_low,
        years.max_value as result_high,
        'last year stated in the abstract: ' || facts.value_text as expected,
        {{ either(is_same_year, "'holds'", "'contradicts'") }} as verdict,
        'The tables end in ' || {{ either(is_same_year, "'the year that'", "'another year than'") }}
        || ' the abstract says.' as sentence_en,
        '各表样本末年与摘要所述' || {{ either(is_same_year, "'相符。'", "'不符。'") }} as sentence_zh
    from years
    inner join facts on years.study = facts.study and facts.fact = 'abstract_last_year'
)

select {{ consistency_columns() }} from final
