-- Every printed cell beside the recomputed one. Raw values are compared only where unit and construction are the same;
-- coefficients by sign, t and standardised slope. A coefficient is significant by the rule `cell_significant` of the seed
-- verdict_rules. The root cause says what differs first: the variable, then the sample, then figures or definitions.
{% set reasons = {
    'en': {'suffix': '', 'sample': '; N is ', 'printed': ', printed '},
    'zh': {'suffix': '_zh', 'sample': '；样本量为', 'printed': '，刊印'},
} %}
{% set column = "study, table_id, case when table_id = 'table_1' then term else column_id end" %}

with compared as (
    select
        *,
        max(case when statistic = 'n' then value end) over (partition by {{ column }}) as printed_n,
        max(case when statistic = 'n' then recomputed_value end) over (partition by {{ column }}) as recomputed_n
    from {{ ref('audit_compared_cell') }}
),

rules as (
    select p_limit from {{ ref('verdict_rules') }}
    where rule_id = 'cell_significant'
),

judged as (
    select
        compared.*,
        case
            when statistic in ('stars', 'year_fixed_effects') then 'not a number'
            when recomputed_value is null and {{ panel_fingerprint() }} = '' then 'not estimated'
            when recomputed_value is null then 'not recomputed'
            when statistic = 'estimate' and value = 0 then 'printed cell is unreadable'
            when statistic = 'estimate' and not is_same_sign then 'opposite sign'
            when
                statistic = 'estimate' and p_crv1 < p_limit and p_crv3 < p_limit and coalesce(p_permutation < p_limit, true)
                then 'same sign, significant'
            when statistic = 'estimate' then 'same sign, not significant'
            when not is_same_construction then 'not comparable'
            when recomputed_value between value_low and value_high then 'equal as printed'
            else 'differs'
        end as verdict
    from compared
    cross join rules
),

caused as (
    select
        *,
        case
            when verdict not in ('opposite sign', 'same sign, not significant', 'not comparable', 'differs') then 'none'
            when not is_same_construction then 'another variable or unit'
            when printed_n <> recomputed_n then 'another sample'
            else 'other figures or definitions'
        end as root_cause
    from judged
),

final as (
    select
        study,
        table_id,
        column_id,
        term,
        statistic,
        value_as_printed,
        value as published_value,
        value_low as published_low,
        value_high as published_high,
        recomputed_table_id,
        variable,
        is_same_construction,
        cast(recomputed_value as {{ t_double() }}) as recomputed_value,
        published_standardised_slope,
        recomputed_standardised_slope,
        published_t,
        recomputed_t,
        recomputed_se_type,
        p_crv1,
        p_crv3,
        p_permutation,
        is_same_sign,
        verdict,
        root_cause,
        {%- for language, words in reasons.items() %}
        note{{ words.suffix }} || case
            when root_cause = 'another sample'
                then '{{ words.sample }}' || cast(recomputed_n as {{ t_integer() }}) || '{{ words.printed }}'
                || cast(printed_n as {{ t_integer() }})
            else ''
        end as reason_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from caused
)

select * from final
