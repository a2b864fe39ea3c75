-- The calendar: how many observations it has room for, and its mean and standard deviation, which a balanced one fixes; what the text
-- says of its end.
{% set squares = '(n_years * n_years - 1) / 12' %}
{% set is_sample_form = 'sqrt(' ~ squares ~ ' * n_value / (n_value - 1)) between sd_low and sd_high' %}
{% set is_calendar = '(sqrt(' ~ squares ~ ') between sd_low and sd_high or ' ~ is_sample_form ~ ')' %}
{% set is_same_year = 'years.max_value = ' ~ to_number('facts.value_text') %}
{% set is_middle = '(min_value + max_value) / 2 between mean_low and mean_high' %}

with years as (
    select
        moments.*,
        moments.table_id || '.' || moments.term as cell,
        studies.n_units,
        moments.max_value - moments.min_value + 1 as n_years,
        moments.n_value = studies.n_units * (moments.max_value - moments.min_value + 1) as is_balanced
    from {{ ref('audit_published_moment') }} as moments
    inner join {{ ref('audit_study') }} as studies on moments.study = studies.study and moments.term = studies.calendar
),

described as (
    select
        moments.study,
        moments.term,
        moments.table_id || '.' || moments.term as cell,
        moments.n_value,
        years.cell as calendar_cell,
        least(years.n_value, years.n_units * years.n_years) as most_n
    from {{ ref('audit_published_moment') }} as moments
    inner join years on moments.study = years.study
    where moments.n_value is not null and years.n_value is not null
),

facts as (
    select * from {{ ref('published_facts') }}
),

final as (
    select
        study,
        'described_n' as check_kind,
        'described_n_of_' || term as check_id,
        {{ cells(["cell || '.n'", "calendar_cell || '.n'", "calendar_cell || '.min'", "calendar_cell || '.max'"]) }} as cells,
        n_value as result_low,
        n_value as result_high,
        'at most ' || {{ told('most_n', 0) }} || ', the observations of the calendar and units × years' as expected,
        {{ verdict('n_value <= most_n', 'impossible') }} as verdict,
        term || ' is described on ' || {{ told('n_value', 0) }} || ' observations; the calendar has '
        || {{ either('n_value <= most_n', "'room for them.'", "'fewer.'") }} as sentence_en,
        term || '描述了' || {{ told('n_value', 0) }} || '个观测，' || {{ either('n_value <= most_n', "'未超出日历。'", "'超出日历所能容纳。'") }} as sentence_zh
    from described
    union all
    select
        study,
        'mean_of_year' as check_kind,
        'mean_of_year' as check_id,
        {{ cells(["cell || '.mean'", "cell || '.min'", "cell || '.max'", "cell || '.n'"]) }} as cells,
        mean_low as result_low,
        mean_high as result_high,
        'overlaps the middle of a balanced calendar, ' || {{ told('(min_value + max_value) / 2', 1) }} as expected,
        {{ verdict(is_middle, 'impossible', 'is_balanced') }} as verdict,
        'The mean of ' || term || ' is ' || {{ either(is_middle, "''", "'not '") }} || 'that of a balanced calendar.' as sentence_en,
        term || '的均值' || {{ either(is_middle, "'等于'", "'不等于'") }} || '平衡日历的中点。' as sentence_zh
    from years
    union all
    select
        study,
        'sd_of_year' as check_kind,
        'sd_of_year' as check_id,
        {{ cells(["cell || '.sd'", "cell || '.min'", "cell || '.max'", "cell || '.n'"]) }} as cells,
        sd_low as result_low,
        sd_high as result_high,
        'standard deviation of a balanced calendar, with n − 1 or n' as expected,
        {{ verdict(is_calendar, 'contradicts', 'is_balanced') }} as verdict,
        'The standard deviation of Year is ' || {{ either(is_calendar, "''", "'not '") }}
        || 'that of a balanced calendar' || {{ either(is_sample_form, "' in the n − 1 form.'", either(is_calendar, "' in the n form.'", "' in the n − 1 or the n form.'")) }} as sentence_en,
        '年份的标准差' || {{ either(is_calendar, "'等于'", "'不等于'") }} || '平衡日历的'
        || {{ either(is_sample_form, "'n−1形式。'", either(is_calendar, "'n形式。'", "'n−1或n形式。'")) }} as sentence_zh
    from years
    union all
    select
        years.study,
        'sample_years' as check_kind,
        'sample_years_of_abstract' as check_id,
        {{ cells(["years.cell || '.max'"]) }} as cells,
        years.max_value as result_low,
        years.max_value as result_high,
        'last year stated in the ' || facts.where_stated || ': ' || facts.value_text as expected,
        {{ verdict(is_same_year, 'contradicts') }} as verdict,
        'The tables end in ' || {{ told('years.max_value', 0) }} || {{ either(is_same_year, "', as the '", "'; the '") }}
        || facts.where_stated || ' says' || {{ either(is_same_year, "'.'", "' ' || facts.value_text || '.'") }} as sentence_en,
        '各表样本止于' || {{ told('years.max_value', 0) }} || {{ either(is_same_year, "'年，与所述相符。'", "'年，所述为' || facts.value_text || '年。'") }}
            as sentence_zh
    from years
    inner join facts on years.study = facts.study and facts.fact = 'stated_last_period'
)

select {{ consistency_columns() }} from final
