-- The third side of a claim: every other way to estimate what a claim about a coefficient stands for, in sets: the study's other tables and
-- the referee's; its own columns without each region and year, on other vintages, adjusted for the table's other tests and for omitted
-- variables; the specification curve. How many support it (the claimed sign, p below the limit: the largest p of the usable tests of another
-- table, else the one that was computed; of a bound the sign alone counts), and whether the set does, by its rule: most of them, or all.
{% set place = "others.table_id || '.' || others.column_id" %}
{% set same_column = {
    'leave_one_out': {'set': "'leave_one_' || others.left_out_kind", 'item': 'others.left_out', 'p': 'others.p_value'},
    'vintage_estimates': {'set': "case when others.kind <> 'baseline' then 'editions' end", 'item': 'others.edition', 'p': 'others.p_value'},
    'multiple_testing': {'set': "cast('multiple_testing' as " ~ t_text() ~ ")", 'item': place, 'p': 'coalesce(others.p_stepdown, others.p_permutation_holm)'},
    'oster': {'set': "cast('omitted_variables' as " ~ t_text() ~ ")", 'item': place, 'p': '0e0', 'estimate': 'others.estimate_adjusted'},
} %}

with columns as (
    select columns.*, {{ claim_p_limit('columns.claimed_level', 'rules.limit_value') }} as limit_value
    from {{ ref('audit_claim_column') }} as columns
    inner join {{ ref('verdict_rules') }} as rules on rules.rule_id = 'confirmed'
    where columns.kind = 'coefficient'
),

variations as (
    select distinct columns.study, columns.claim_id, sets.set_id, {{ place }} as item, others.estimate, others.p_high as p_value,
        columns.expected_sign, columns.limit_value
    from columns
    inner join {{ ref('robustness_tables') }} as sets on columns.study = sets.study and columns.variable = sets.claimed_variable
    inner join {{ ref('audit_recomputed_coefficient') }} as others
        on sets.study = others.study and sets.table_id = others.table_id and sets.variable = others.term
    -- not another version of the claim's own table, but for the same column of it
    where coalesce(others.published_table_id, '') <> columns.published_table_id or others.published_column_id = columns.column_id
    union all
    select distinct columns.study, columns.claim_id, 'specification_curve', cast(others.spec_id as {{ t_text() }}), others.estimate, others.p_value,
        columns.expected_sign, columns.limit_value
    from columns
    inner join {{ source('results', 'specification_curve') }} as others on columns.study = others.study and columns.variable = others.term
    where others.panel_sha256 = {{ panel_fingerprint() }}
    {%- for relation, of in same_column.items() %}
    {%- set estimate = of.estimate or 'others.estimate' %}
    union all
    select columns.study, columns.claim_id, {{ of.set }}, {{ of.item }}, {{ estimate }}, max({{ of.p }}),
        columns.expected_sign, columns.limit_value
    from columns
    inner join {{ source('results', relation) }} as others
        on
            columns.study = others.study and columns.table_id = others.table_id and columns.column_id = others.column_id
            and columns.variable = others.term
    where others.panel_sha256 = {{ panel_fingerprint() }} and {{ estimate }} is not null
    group by columns.study, columns.claim_id, columns.column_id, columns.expected_sign, columns.limit_value, {{ of.set }}, {{ of.item }}, {{ estimate }}
    {%- endfor %}
),

judged as (
    select
        variations.*,
        coalesce(regions.region_name_en, variations.item) as item_en,
        coalesce(regions.region_name_zh, variations.item) as item_zh,
        {{ has_claimed_sign('variations.estimate', 'variations.expected_sign') }} as has_claimed_sign,
        {{ has_claimed_sign('variations.estimate', 'variations.expected_sign') }} and variations.p_value < variations.limit_value as supports
    from variations
    left join {{ ref('dim_region') }} as regions on variations.set_id = 'leave_one_region' and variations.item = regions.region_code
    where variations.set_id is not null
),

counted as (
    select
        study, claim_id, set_id,
        count(*) as n,
        count(case when supports then 1 end) as n_supporting,
        count(case when not has_claimed_sign then 1 end) as n_opposite
    from judged
    group by study, claim_id, set_id
),

failing as (
    select study, claim_id, set_id, count(*) as n_items, {{ joined_lists('item_@', 'item_en', 'items') }}
    from (
        select distinct study, claim_id, set_id, item_en, item_zh from judged
        where not coalesce(supports, false) and set_id in ('leave_one_region', 'leave_one_year')
    ) as items
    group by study, claim_id, set_id
),

final as (
    select
        counted.*,
        case sets.rule when 'all' then counted.n_supporting = counted.n else 2 * counted.n_supporting > counted.n end as is_passed
        {%- for language, space in [('en', " || ' '"), ('zh', '')] %},
        sets.label_{{ language }},
        sets.label_{{ language }}{{ space }} || counted.n_supporting || '/' || counted.n as share_{{ language }},
        {{ filled('sets.condition_' ~ language, {'items': either('failing.n_items > 3', 'sets.many_' ~ language, 'failing.items_' ~ language)}) }}
        as condition_{{ language }}
        {%- endfor %}
    from counted
    inner join {{ ref('robustness_sets') }} as sets using (set_id)
    left join failing using (study, claim_id, set_id)
)

select * from final
