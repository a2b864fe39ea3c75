-- What every family of checks finds, as if all that it takes for granted were said. A family is a model of models/audit/checks.
{% set families = [
    'sample', 'calendar', 'identity', 'moment', 'concentration', 'simple_regression', 'algebra', 'nested', 'equation', 'centring',
    'moderation', 'significance', 'r2_increment', 'error_type', 'error_floor', 'text', 'added_regressor', 'repeated_column', 'bounds',
    'classical', 'covariance', 'part_of_sample', 'duplicate', 'completeness', 'digits',
] %}

with final as (
    {%- for family in families %}
    select '{{ family }}' as check_name, checks.* from {{ ref('check_' ~ family) }} as checks
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
