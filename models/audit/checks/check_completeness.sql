-- What tables and notes leave open; variables described and never used, or used and never described; and whether there are clusters
-- enough for a clustered covariance of all slopes.

with gaps as (
    select * from {{ ref('audit_note_gap') }}
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
    full outer join {{ ref('audit_published_moment') }} as moments on used.study = moments.study and used.term = moments.term
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
    select
        study,
        'note' as check_kind,
        'note_of_' || table_id as check_id,
        {{ cells(["cell || '.n'"]) }} as cells,
        n_open as result_low,
        n_open as result_high,
        case when n_open = 0 then 'holds' else 'not decidable' end as verdict,
        {{ words({
            'errors': flag('errors_open = 1'), 'estimator': flag('estimator_open = 1'), 'weights': flag('weights_open = 1'), 'controls': flag('controls_open = 1'),
            'year_effects': flag('year_effects_open = 1'), 'other_effects': flag('other_effects_open = 1'), 'r2': flag('r2_open = 1'), 'sample': flag('sample_open = 1')
        }, variant="case when n_open = 0 then 'none' end") }} as words
    from gaps
    union all
    select
        study,
        'clusters' as check_kind,
        'clusters_of_' || table_id as check_id,
        {{ cells(["cell || '.n'"]) }} as cells,
        n_slopes as result_low,
        n_slopes as result_high,
        case when n_slopes < n_units - 1 then 'holds' else 'not decidable' end as verdict,
        {{ words({
            'slopes': fixed_text('n_slopes', 0), 'clusters': fixed_text('n_units', 0), 'holds': flag('n_slopes < n_units - 1')
        }) }} as words
    from gaps
    where n_units > 1 and n_slopes is not null and coalesce(errors, 'CRV1') not in ('classical', 'HC1', 'HC3')
    union all
    select
        study,
        'variables' as check_kind,
        'variables_described_and_used' as check_id,
        {{ cells_joined(['cell_list']) }} as cells,
        n_alone as result_low,
        n_alone as result_high,
        case when n_alone = 0 then 'holds' else 'not decidable' end as verdict,
        {{ words({'terms': 'terms'}, variant="case when terms is null then 'none' end") }} as words
    from counted
)

select {{ consistency_columns() }} from final
