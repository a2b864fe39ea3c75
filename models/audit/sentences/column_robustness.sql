-- What a referee asks of a coefficient: do the conventions agree, which region carries it, what is it without that region.
with coefficients as (
    select * from {{ ref('sentence_coefficient') }}
),

estimates as (
    select * from {{ source('results', 'estimates') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

regions as (
    select * from {{ ref('dim_region') }}
),

p_values as (
    select
        study,
        table_id,
        column_id,
        term,
        {%- for test in ['CRV1', 'CRV3', 'wild', 'permutation'] %}
        max(case when se_type like '{{ test }}(%' and se_type not like '%,%' then p_value end) as p_{{ test | lower }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from estimates
    group by study, table_id, column_id, term
),

carriers as (
    select * from {{ ref('column_carrier') }}
),

without as (
    select * from {{ source('results', 'leave_one_out') }}
    where panel_sha256 = {{ panel_fingerprint() }} and left_out_kind = 'region'
),

ranges as (
    select
        study,
        table_id,
        column_id,
        term,
        min(estimate) as estimate_low,
        max(estimate) as estimate_high
    from without
    group by study, table_id, column_id, term
),

final as (
    select
        coefficients.study,
        coefficients.table_id,
        coefficients.column_id,
        coefficients.term,
        coefficients.role,
        coefficients.slope,
        coefficients.support,
        coefficients.detectable,
        coefficients.power_errors,
        coefficients.p_equivalence,
        p_values.p_crv1,
        p_values.p_crv3,
        p_values.p_wild,
        p_values.p_permutation,
        carriers.effective_regions,
        carriers.carrier_region_code,
        regions.region_name_en as carrier_name_en,
        regions.region_name_zh as carrier_name_zh,
        carriers.carrier_share,
        coefficients.scale * without.estimate as slope_without_carrier,
        coefficients.scale * ranges.estimate_low as slope_without_low,
        coefficients.scale * ranges.estimate_high as slope_without_high
    from coefficients
    {%- for other in ['p_values', 'carriers', 'ranges'] %}
    left join {{ other }}
        on
            coefficients.study = {{ other }}.study
            and coefficients.table_id = {{ other }}.table_id
            and coefficients.column_id = {{ other }}.column_id
            and coefficients.term = {{ other }}.term
    {%- endfor %}
    left join regions on carriers.carrier_region_code = regions.region_code
    left join without
        on
            coefficients.study = without.study
            and coefficients.table_id = without.table_id
            and coefficients.column_id = without.column_id
            and coefficients.term = without.term
            and carriers.carrier_region_code = without.left_out
)

select * from final
