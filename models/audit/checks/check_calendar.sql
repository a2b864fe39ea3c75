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
        {{ verdict('n_value <= most_n', 'impossible') }} as verdict,
        {{ words({
            'term': 'term', 'n': fixed_text('n_value', 0), 'most': fixed_text('most_n', 0), 'holds': flag('n_value <= most_n')
        }) }} as words
    from described
    union all
    select
        study,
        'mean_of_year' as check_kind,
        'mean_of_year' as check_id,
        {{ cells(["cell || '.mean'", "cell || '.min'", "cell || '.max'", "cell || '.n'"]) }} as cells,
        mean_low as result_low,
        mean_high as result_high,
        {{ verdict(is_middle, 'impossible', 'is_balanced') }} as verdict,
        {{ words({
            'term': 'term', 'middle': fixed_text('(min_value + max_value) / 2', 1), 'holds': flag(is_middle)
        }) }} as words
    from years
    union all
    select
        study,
        'sd_of_year' as check_kind,
        'sd_of_year' as check_id,
        {{ cells(["cell || '.sd'", "cell || '.min'", "cell || '.max'", "cell || '.n'"]) }} as cells,
        sd_low as result_low,
        sd_high as result_high,
        {{ verdict(is_calendar, 'contradicts', 'is_balanced') }} as verdict,
        {{ words({
            'term': 'term', 'holds': flag(is_calendar), 'form': "case when " ~ is_sample_form ~ " then 'n − 1' when " ~ is_calendar ~ " then 'n' end"
        }) }} as words
    from years
    union all
    select
        years.study,
        'sample_years' as check_kind,
        'sample_years_of_abstract' as check_id,
        {{ cells(["years.cell || '.max'"]) }} as cells,
        years.max_value as result_low,
        years.max_value as result_high,
        {{ verdict(is_same_year, 'contradicts') }} as verdict,
        {{ words({
            'last': fixed_text('years.max_value', 0), 'place': 'facts.where_stated', 'stated': 'facts.value_text'
        }) }} as words
    from years
    inner join facts on years.study = facts.study and facts.fact = 'stated_last_period'
)

select {{ consistency_columns() }} from final
