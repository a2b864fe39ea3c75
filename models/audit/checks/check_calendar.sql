-- Sample sizes against the calendar: how many observations units and years have room for, how many are described; the calendar's own mean
-- and standard deviation, which a balanced one fixes; what the text says of its end.
{% set squares = '(n_years * n_years - 1) / 12' %}
{% set is_sample_form = 'sqrt(' ~ squares ~ ' * n_value / (n_value - 1)) between sd_low and sd_high' %}
{% set is_calendar = '(sqrt(' ~ squares ~ ') between sd_low and sd_high or ' ~ is_sample_form ~ ')' %}
{% set calendar_cells = ["calendar_cell || '.n'", "calendar_cell || '.min'", "calendar_cell || '.max'"] %}

with moments as (
    select *, table_id || '.' || term as cell from {{ ref('audit_published_moment') }}
),

fits as (
    select * from {{ ref('audit_published_fit') }}
),

years as (
    select
        moments.*,
        studies.n_units,
        moments.cell as calendar_cell,
        moments.max_value - moments.min_value + 1 as n_years,
        moments.n_value = studies.n_units * (moments.max_value - moments.min_value + 1) as is_balanced
    from moments
    inner join {{ ref('audit_study') }} as studies on moments.study = studies.study and moments.term = studies.calendar
),

said as (
    select years.*, facts.where_stated, facts.value_text as stated_last
    from years
    inner join {{ ref('published_facts') }} as facts on years.study = facts.study and facts.fact = 'stated_last_period'
),

sizes as (
    select
        fits.*,
        years.calendar_cell,
        years.n_units * (years.n_years - fits.lag_years) as expected_n,
        years.n_units * years.n_years as full_n
    from fits
    inner join years using (study)
),

within_described as (
    select
        fits.*,
        y.cell as outcome_cell,
        least(case when fits.lag_years = 0 then fits.described_n end, y.n_value) as greatest_n
    from fits
    inner join moments as y on fits.study = y.study and fits.outcome = y.term
    where y.n_value is not null and fits.n_obs is not null
),

described as (
    select
        moments.study, moments.term, moments.cell, moments.n_value, years.calendar_cell,
        least(years.n_value, years.n_units * years.n_years) as most_n
    from moments
    inner join years using (study)
    where moments.n_value is not null and years.n_value is not null
),

final as (
    {{ check('sample', 'sample_size', "'sample_size_' || table_id || '_' || column_id", ["cell || '.n'"] + calendar_cells, 'n_obs',
        {'expected': count_text('expected_n'), 'holds': flag('n_obs = expected_n')},
        verdict="case when n_obs = expected_n then 'holds' when n_obs > full_n then 'impossible' else 'not decidable' end") }}
    from sizes where expected_n is not null
    union all
    {{ check('sample', 'sample_within_described', "'sample_within_described_' || table_id || '_' || column_id",
        ["cell || '.n'", "outcome_cell || '.n'"], 'n_obs', {'most': count_text('greatest_n')}, holds='n_obs <= greatest_n') }}
    from within_described
    union all
    {{ check('calendar', 'described_n', "'described_n_of_' || term", ["cell || '.n'"] + calendar_cells, 'n_value',
        {'term': 'term', 'n': count_text('n_value'), 'most': count_text('most_n')}, holds='n_value <= most_n', fault='impossible') }}
    from described
    union all
    {{ check('calendar', 'mean_of_year', "'mean_of_year'", ["cell || '.mean'", "cell || '.min'", "cell || '.max'", "cell || '.n'"],
        ['mean_low', 'mean_high'], {'term': 'term', 'middle': fixed_text('(min_value + max_value) / 2', 1)},
        holds='(min_value + max_value) / 2 between mean_low and mean_high', fault='impossible', decides='is_balanced') }}
    from years
    union all
    {{ check('calendar', 'sd_of_year', "'sd_of_year'", ["cell || '.sd'", "cell || '.min'", "cell || '.max'", "cell || '.n'"],
        ['sd_low', 'sd_high'],
        {'term': 'term', 'form': 'case when ' ~ is_sample_form ~ " then 'n − 1' when " ~ is_calendar ~ " then 'n' end"},
        holds=is_calendar, decides='is_balanced') }}
    from years
    union all
    {{ check('calendar', 'sample_years', "'sample_years_of_abstract'", ["cell || '.max'"], 'max_value',
        {'last': count_text('max_value'), 'place': 'where_stated', 'stated': 'stated_last'},
        holds='max_value = ' ~ to_number('stated_last')) }}
    from said
)

select * from final
