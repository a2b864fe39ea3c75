-- Every printed cell beside the recomputed one. Raw values are compared only where unit and construction are the same;
-- coefficients by sign, t and standardised slope, with the interval of its most careful usable test. It is significant by the rule `cell_significant` of the seed
-- verdict_rules. The root cause of a difference is the definition where the study's is another; else what, changed alone, closes
-- at least half of the gap (audit_cell_alternative); else by elimination the years where N differs and their part could not be
-- measured, or the construction.
{% set differs = "case when root_cause <> 'none' and printed_n <> recomputed_n then " %}
{% set sample = {'n': differs ~ fixed_text('recomputed_n', 0) ~ ' end', 'printed': differs ~ fixed_text('printed_n', 0) ~ ' end'} %}

with compared as (
    select * from {{ ref('audit_compared_cell') }}
),

rules as (
    select limit_value as p_limit from {{ ref('verdict_rules') }}
    where rule_id = 'cell_significant'
),

causes as (
    select
        study,
        cell
        {%- for kind in ['years', 'vintage'] %},
        max(case when kind = '{{ kind }}' then gap_closed_share end) as closed_by_{{ kind }}
        {%- endfor %}
    from {{ ref('audit_cell_alternative') }}
    group by study, cell
),

departed as (
    select distinct study from {{ ref('study_departure') }}
),

judged as (
    select
        compared.*,
        causes.closed_by_years,
        causes.closed_by_vintage,
        {{ cell_verdict() }} as verdict,
        case when compared.is_same_construction then compared.recomputed_value between compared.value_low and compared.value_high end
            as is_inside_rounding,
        case when compared.statistic = 'estimate'
            then compared.published_comparable between compared.ci_low_comparable and compared.ci_high_comparable end
            as is_inside_interval,
        case when compared.value <> 0 then compared.recomputed_standardised_slope / compared.published_standardised_slope end as effect_ratio
    from compared
    cross join rules
    left join causes using (study, cell)
    left join departed using (study)
),

caused as (
    select *, {{ cell_cause() }} as root_cause from judged
),

final as (
    select
        study, table_id, column_id, term, statistic, value_as_printed,
        value as published_value,
        value_low as published_low,
        value_high as published_high,
        recomputed_table_id, variable, is_same_construction,
        cast(recomputed_value as {{ t_double() }}) as recomputed_value,
        is_inside_rounding, published_standardised_slope, recomputed_standardised_slope, effect_ratio,
        is_inside_interval, published_t, recomputed_t, recomputed_se_type,
        coalesce(n_usable, 0) as n_usable,
        p_value, p_high, is_same_sign, verdict, root_cause, case
            when root_cause = 'none' then 'none'
            when root_cause = 'definition' then 'stated'
            when {{ closed_by('root_cause') }} >= {{ closing_share() }} then 'measured'
            else 'by elimination'
        end as root_cause_basis,
        closed_by_years,
        closed_by_vintage,
        {{ filled(message('replication.sample', 'en'), dict(sample, note='note')) }} as reason_en,
        {{ filled(message('replication.sample', 'zh'), dict(sample, note='note_zh')) }} as reason_zh
    from caused
)

select * from final
