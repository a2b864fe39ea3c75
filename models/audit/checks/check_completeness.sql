-- What tables and notes leave open; variables described and never used, or used and never described; and whether there are clusters
-- enough for a clustered covariance of all slopes.
{% set open_facts = ['estimator', 'weights', 'controls', 'year_effects', 'other_effects', 'r2'] %}

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
        'type of errors, estimator, weights, controls, effects, R² and sample stated' as expected,
        case when n_open = 0 then 'holds' else 'not decidable' end as verdict,
        case when n_open = 0 then 'Errors, estimator, weights, controls, effects, R² and sample are stated.' else 'Left open:'
            || case errors_open when 1 then ' the type of the errors;' else '' end
            {%- for fact in open_facts %}
            || case {{ fact }}_open when 1 then ' {{ premise_words()[fact][0] }};' else '' end
            {%- endfor %}
            || case sample_open when 1 then ' which observations.' else ' nothing else.' end end as sentence_en,
        case when n_open = 0 then '标准误、估计方法、权重、控制变量、固定效应、R²与样本均有说明。' else '未说明：'
            || case errors_open when 1 then '标准误类型；' else '' end
            {%- for fact in open_facts %}
            || case {{ fact }}_open when 1 then '{{ premise_words()[fact][1] }}；' else '' end
            {%- endfor %}
            || case sample_open when 1 then '所用观测。' else '其余无缺。' end end as sentence_zh
    from gaps
    union all
    select
        study,
        'clusters' as check_kind,
        'clusters_of_' || table_id as check_id,
        {{ cells(["cell || '.n'"]) }} as cells,
        n_slopes as result_low,
        n_slopes as result_high,
        'fewer slopes than the ' || {{ told('n_units', 0) }} || ' clusters less one' as expected,
        case when n_slopes < n_units - 1 then 'holds' else 'not decidable' end as verdict,
        'The largest column has ' || {{ told('n_slopes', 0) }} || ' slopes and ' || {{ told('n_units', 0) }} || ' clusters'
        || {{ either('n_slopes < n_units - 1', "'.'", "': a covariance clustered by unit is singular, no joint test of all slopes exists.'") }} as sentence_en,
        '最大列有' || {{ told('n_slopes', 0) }} || '个斜率、' || {{ told('n_units', 0) }} || '个聚类'
        || {{ either('n_slopes < n_units - 1', "'。'", "'：按单元聚类的协方差阵奇异，无法联合检验全部斜率。'") }} as sentence_zh
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
        'every variable described and in some column' as expected,
        case when n_alone = 0 then 'holds' else 'not decidable' end as verdict,
        coalesce('Described and in no column, or in a column and not described: ' || terms || '.', 'Every variable is described and used.') as sentence_en,
        coalesce('仅有描述而未使用，或使用而未描述：' || terms || '。', '各变量均有描述并被使用。') as sentence_zh
    from counted
)

select {{ consistency_columns() }} from final
