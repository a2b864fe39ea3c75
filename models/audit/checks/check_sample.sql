-- Sample sizes and years: what the tables count against the calendar they print and against the text.
{% set squares = '(n_years * n_years - 1) / 12' %}
{% set is_sample_form = 'sqrt(' ~ squares ~ ' * n_value / (n_value - 1)) between sd_low and sd_high' %}
{% set is_calendar = '(sqrt(' ~ squares ~ ') between sd_low and sd_high or ' ~ is_sample_form ~ ')' %}
{% set is_same_year = 'years.max_value = ' ~ to_number('facts.value_text') %}

with fits as (
    select * from {{ ref('audit_published_fit') }}
),

years as (
    select
        moments.*,
        studies.n_units,
        moments.max_value - moments.min_value + 1 as n_years
    from {{ ref('audit_published_moment') }} as moments
    inner join {{ ref('audit_study') }} as studies on moments.study = studies.study and moments.term = studies.calendar
),

sizes as (
    select
        fits.study,
        fits.table_id,
        fits.column_id,
        fits.cell,
        fits.n_obs,
        years.n_units * (years.n_years - fits.lag_years) as expected_n,
        years.n_value as described_n,
        years.n_units * years.n_years as full_n,
        years.table_id || '.' || years.term as calendar_cell
    from fits
    inner join years on fits.study = years.study
),

described as (
    select
        fits.*,
        least(case when fits.lag_years = 0 then fits.described_n end, y.n_value) as greatest_n
    from fits
    inner join {{ ref('audit_study') }} as studies on fits.study = studies.study
    inner join {{ ref('audit_published_moment') }} as y on fits.study = y.study and studies.outcome = y.term
    where y.n_value is not null and fits.n_obs is not null
),

facts as (
    select * from {{ ref('published_facts') }}
),

final as (
    select
        study,
        'sample_size_' || table_id || '_' || column_id as check_id,
        cell || '.n; ' || calendar_cell || '.n; ' || calendar_cell || '.min; ' || calendar_cell || '.max' as cells,
        n_obs as result_low,
        n_obs as result_high,
        'units × (years − lag) = ' || cast(expected_n as {{ t_integer() }}) as expected,
        case
            when n_obs = expected_n then 'holds'
            when n_obs > full_n then 'impossible'
            else 'not decidable'
        end as verdict,
        'N is ' || {{ either('n_obs = expected_n', "''", "'not '") }}
        || 'the number of units times the years that the lag leaves.' as sentence_en,
        '样本量' || {{ either('n_obs = expected_n', "'等于'", "'不等于'") }} || '地区数乘以扣除滞后后的年数。' as sentence_zh
    from sizes
    where expected_n is not null
    union all
    select
        study,
        'sample_within_described_' || table_id || '_' || column_id as check_id,
        cell || '.n' as cells,
        n_obs as result_low,
        n_obs as result_high,
        'at most the ' || {{ told('greatest_n', 0) }} || ' observations for which its variables are described' as expected,
        case when n_obs <= greatest_n then 'holds' else 'contradicts' end as verdict,
        'N is ' || {{ either('n_obs <= greatest_n', "''", "'not '") }} || 'within the sample that is described.' as sentence_en,
        '样本量' || {{ either('n_obs <= greatest_n', "'未超出'", "'超出'") }} || '描述性统计的样本。' as sentence_zh
    from described
    union all
    select
        study,
        'sd_of_year' as check_id,
        table_id || '.' || term || '.sd; ' || table_id || '.' || term || '.min; ' || table_id || '.' || term || '.max' as cells,
        sd_low as result_low,
        sd_high as result_high,
        'standard deviation of a balanced calendar, with n − 1 or n' as expected,
        case when {{ is_calendar }} then 'holds' when n_value = n_units * n_years then 'contradicts' else 'not decidable' end as verdict,
        'The standard deviation of Year is ' || {{ either(is_calendar, "''", "'not '") }}
        || 'that of a balanced calendar' || {{ either(is_sample_form, "' in the n − 1 form.'", either(is_calendar, "' in the n form.'", "' in the n − 1 or the n form.'")) }} as sentence_en,
        '年份的标准差' || {{ either(is_calendar, "'等于'", "'不等于'") }} || '平衡日历的'
        || {{ either(is_sample_form, "'n−1形式。'", either(is_calendar, "'n形式。'", "'n−1或n形式。'")) }} as sentence_zh
    from years
    union all
    select
        years.study,
        'sample_years_of_abstract' as check_id,
        years.table_id || '.' || years.term || '.max' as cells,
        years.max_value as result_low,
        years.max_value as result_high,
        'last year stated in the ' || facts.where_stated || ': ' || facts.value_text as expected,
        {{ either(is_same_year, "'holds'", "'contradicts'") }} as verdict,
        'The tables end in ' || {{ told('years.max_value', 0) }} || {{ either(is_same_year, "', as the '", "', not as the '") }}
        || facts.where_stated || ' says.' as sentence_en,
        '各表样本末年与所述' || {{ either(is_same_year, "'相符。'", "'不符。'") }} as sentence_zh
    from years
    inner join facts on years.study = facts.study and facts.fact = 'stated_last_period'
)

select {{ consistency_columns() }} from final
