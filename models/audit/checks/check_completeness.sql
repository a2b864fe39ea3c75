-- What tables and their notes leave open; variables described and never used, or used and never described; and whether there are clusters
-- enough for a clustered covariance of all slopes.
{% set open_facts = ['estimator', 'weights', 'controls', 'year_effects', 'other_effects', 'r2'] %}

with fits as (
    select * from {{ ref('audit_published_fit') }}
),

said as (
    select
        study, table_id, column_id
        {%- for fact in open_facts %},
        max(case when premise = '{{ fact }}' and status = 'unknown' then 1 else 0 end) as {{ fact }}_open
        {%- endfor %}
    from {{ ref('audit_column_fact') }}
    group by study, table_id, column_id
),

tables as (
    select
        fits.study,
        fits.table_id,
        min(fits.cell) as cell,
        max(fits.n_units) as n_units,
        max(fits.n_slopes) as n_slopes,
        max(fits.stated_errors) as errors,
        max(case when fits.stated_errors is null then 1 else 0 end) as errors_open,
        {%- for fact in open_facts %}
        max(said.{{ fact }}_open) as {{ fact }}_open,
        {%- endfor %}
        max(case when fits.sample_id = 'not said' then 1 else 0 end) as sample_open
    from fits
    inner join said using (study, table_id, column_id)
    group by fits.study, fits.table_id
),

gaps as (
    select *, errors_open + sample_open{% for fact in open_facts %} + {{ fact }}_open{% endfor %} as n_open
    from tables
),

named as (
    select study, variable as term, cell || '.estimate' as cell from {{ ref('audit_published_coefficient') }}
    where estimate is not null and term <> '_cons'
    union all
    select study, term, cast(null as {{ t_text() }}) from {{ ref('published_facts') }}
    where fact in ('outcome', 'calendar', 'factor')
),

used as (
    select study, term, min(cell) as cell from named
    group by study, term
),

variables as (
    select
        coalesce(used.study, moments.study) as study,
        coalesce(used.term, moments.term) as term,
        coalesce(used.cell, moments.table_id || '.' || moments.term || '.mean') as cell,
        used.term is null or moments.term is null and used.cell is not null as is_alone
    from used
    full outer join {{ ref('audit_published_moment') }} as moments using (study, term)
),

counted as (
    select
        study,
        count(case when is_alone then 1 end) as n_alone,
        {{ text_list('case when is_alone then term end', 'term') }} as terms,
        {{ cells_of('case when is_alone then cell end') }} as cell_list
    from variables
    group by study
),

final as (
    {%- set gaps_said = {'errors': flag('errors_open = 1'), 'sample': flag('sample_open = 1')} %}
    {%- for fact in open_facts %}{% do gaps_said.update({fact: flag(fact ~ '_open = 1')}) %}{% endfor %}
    {{ check('completeness', 'note', "'note_of_' || table_id", ["cell || '.n'"], 'n_open', gaps_said,
        verdict=either('n_open = 0', "'holds'", "'not decidable'"), variant="case when n_open = 0 then 'none' end") }}
    from gaps
    union all
    {{ check('completeness', 'clusters', "'clusters_of_' || table_id", ["cell || '.n'"], 'n_slopes',
        {'slopes': count_text('n_slopes'), 'clusters': count_text('n_units')}, holds='n_slopes < n_units - 1', decides='false') }}
    from gaps where n_units > 1 and n_slopes is not null and coalesce(errors, 'CRV1') not in ('classical', 'HC1', 'HC3')
    union all
    {{ check('completeness', 'variables', "'variables_described_and_used'", cells_joined(['cell_list']), 'n_alone', {'terms': 'terms'},
        verdict=either('n_alone = 0', "'holds'", "'not decidable'"), variant="case when terms is null then 'none' end") }}
    from counted
)

select * from final
