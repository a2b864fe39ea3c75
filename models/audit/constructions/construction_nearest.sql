-- What the construction of both variables that comes nearest to all printed numbers together gives for each kind of printed cell:
-- moments, standardised slopes of columns with the regressor alone, with year effects, with controls, and the constant.
with ranked as (
    select *, row_number() over (partition by study order by score, kernel, quotient, adding, scaling, outcome, horizon, outcome_scaling) as place
    from {{ ref('construction_score') }}
),

nearest as (
    select * from ranked
    where place = 1
),

final as (
    {%- for statistic in ['mean', 'sd', 'min', 'max'] %}
    select study, 'moments' as shape, 'vag' as variable, '{{ statistic }}' as statistic, x_{{ statistic }} as value from nearest
    union all
    select study, 'moments', 'sl', '{{ statistic }}', y_{{ statistic }} from nearest
    union all
    {%- endfor %}
    {%- for shape, suffix in {'alone': '', 'year': '_year', 'controls': '_controls'}.items() %}
    select study, '{{ shape }}', 'vag', 'estimate', slope{{ suffix }} * x_sd / nullif(y_sd, 0) from nearest
    union all
    {%- endfor %}
    select study, 'alone', 'const', 'estimate', intercept from nearest
)

select * from final
