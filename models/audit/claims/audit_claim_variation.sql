-- Every other way to estimate what a claim about a coefficient stands for: the study's other tables and the referee's, without
-- each region and year, on other vintages. `p_value` is the largest of the conventions that were computed.
{% set fingerprint = panel_fingerprint() %}

with columns as (
    select * from {{ ref('audit_claim_column') }}
    where kind = 'coefficient'
),

other_tables as (
    select
        columns.study,
        columns.claim_id,
        sets.set_id,
        others.table_id || '.' || others.column_id as item_en,
        others.table_id || '.' || others.column_id as item_zh,
        others.estimate,
        greatest(others.p_crv1, others.p_crv3, others.p_permutation) as p_value
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

left_out as (
    select
        columns.study,
        columns.claim_id,
        'leave_one_' || others.left_out_kind as set_id,
        coalesce(regions.region_name_en, others.left_out) as item_en,
        coalesce(regions.region_name_zh, others.left_out) as item_zh,
        others.estimate,
        others.p_value
    from columns
    inner join {{ source('results', 'leave_one_out') }} as others
        on
            columns.study = others.study and columns.table_id = others.table_id and columns.column_id = others.column_id
            and columns.variable = others.term
    left join {{ ref('dim_region') }} as regions on others.left_out_kind = 'region' and others.left_out = regions.region_code
    where others.panel_sha256 = {{ fingerprint }}
),

editions as (
    select
        columns.study,
        columns.claim_id,
        'editions' as set_id,
        others.edition as item_en,
        others.edition as item_zh,
        others.estimate,
        max(others.p_value) as p_value
    from columns
    inner join {{ source('results', 'vintage_estimates') }} as others
        on
            columns.study = others.study and columns.table_id = others.table_id and columns.column_id = others.column_id
            and columns.variable = others.term
    where others.kind <> 'baseline' and others.status = 'ok' and others.panel_sha256 = {{ fingerprint }}
    group by columns.study, columns.claim_id, columns.column_id, others.edition, others.estimate
),

curve as (
    select
        columns.study,
        columns.claim_id,
        'specification_curve' as set_id,
        cast(others.spec_id as {{ t_text() }}) as item_en,
        cast(others.spec_id as {{ t_text() }}) as item_zh,
        others.estimate,
        others.p_value
    from (select distinct study, claim_id, variable from columns) as columns
    inner join {{ source('results', 'specification_curve') }} as others
        on columns.study = others.study and columns.variable = others.term
    where others.panel_sha256 = {{ fingerprint }}
),

final as (
    {%- for relation in ['other_tables', 'left_out', 'editions', 'curve'] %}
    select distinct * from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
