-- Every other way to estimate what a claim about a coefficient stands for: the study's other tables and the referee's; its own
-- columns without each region and year, on other vintages, adjusted for the table's other tests and for omitted variables; the
-- specification curve. `p_value` is the largest of the usable tests of another table, else the one that was computed; of a
-- bound the sign alone counts.
{% set place = "others.table_id || '.' || others.column_id" %}
{% set same_column = {
    'leave_one_out': {'set': "'leave_one_' || others.left_out_kind", 'item': 'others.left_out', 'p': 'others.p_value'},
    'vintage_estimates': {'set': "case when others.kind <> 'baseline' then 'editions' end", 'item': 'others.edition', 'p': 'others.p_value'},
    'multiple_testing': {'set': "cast('multiple_testing' as " ~ t_text() ~ ")", 'item': place, 'p': 'coalesce(others.p_stepdown, others.p_permutation_holm)'},
    'oster': {'set': "cast('omitted_variables' as " ~ t_text() ~ ")", 'item': place, 'p': '0e0', 'estimate': 'others.estimate_adjusted'},
} %}

with columns as (
    select * from {{ ref('audit_claim_column') }}
    where kind = 'coefficient'
),

other_tables as (
    select distinct
        columns.study,
        columns.claim_id,
        sets.set_id,
        {{ place }} as item,
        others.estimate,
        others.p_high as p_value
    from columns
    inner join {{ ref('robustness_tables') }} as sets
        on columns.study = sets.study and columns.variable = sets.claimed_variable
    inner join {{ ref('audit_recomputed_coefficient') }} as others
        on sets.study = others.study and sets.table_id = others.table_id and sets.variable = others.term
    where
        -- another version of the claim's own table: the same column of it
        coalesce(others.published_table_id, '') <> columns.published_table_id
        or others.published_column_id = columns.column_id
),

curve as (
    select
        columns.study,
        columns.claim_id,
        'specification_curve' as set_id,
        cast(others.spec_id as {{ t_text() }}) as item,
        others.estimate,
        others.p_value
    from (select distinct study, claim_id, variable from columns) as columns
    inner join {{ source('results', 'specification_curve') }} as others
        on columns.study = others.study and columns.variable = others.term
    where others.panel_sha256 = {{ panel_fingerprint() }}
),

variations as (
    select * from other_tables
    union all
    select * from curve
    {%- for relation, of in same_column.items() %}
    union all
    select
        columns.study,
        columns.claim_id,
        {{ of.set }} as set_id,
        {{ of.item }} as item,
        {{ of.estimate or 'others.estimate' }} as estimate,
        max({{ of.p }}) as p_value
    from columns
    inner join {{ source('results', relation) }} as others
        on
            columns.study = others.study and columns.table_id = others.table_id and columns.column_id = others.column_id
            and columns.variable = others.term
    where others.panel_sha256 = {{ panel_fingerprint() }} and {{ of.estimate or 'others.estimate' }} is not null
    group by columns.study, columns.claim_id, columns.column_id, {{ of.set }}, {{ of.item }}, {{ of.estimate or 'others.estimate' }}
    {%- endfor %}
),

final as (
    select
        variations.study,
        variations.claim_id,
        variations.set_id,
        coalesce(regions.region_name_en, variations.item) as item_en,
        coalesce(regions.region_name_zh, variations.item) as item_zh,
        variations.estimate,
        variations.p_value
    from variations
    left join {{ ref('dim_region') }} as regions on variations.set_id = 'leave_one_region' and variations.item = regions.region_code
    where variations.set_id is not null
)

select * from final
