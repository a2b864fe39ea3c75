-- What every family of checks finds, as if all that it takes for granted were said: check_information reads them and comes after.
{% set models = [
    'calendar', 'moment', 'concentration', 'line', 'two_regressors', 'nested', 'equation', 'product', 'error_type',
    'error_floor', 'text', 'added_regressor', 'repeated_column', 'bounds', 'classical', 'duplicate', 'completeness',
] %}

with final as (
    {%- for name in models %}
    select * from {{ ref('check_' ~ name) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
