-- What a referee asks of a coefficient: do the conventions agree, which region carries it, what is it without that region.
with coefficients as (
    select * from {{ ref('sentence_coefficient') }}
),

regions as (
    select * from {{ ref('dim_region') }}
),

diagnostics as (
    select * from {{ source('results', 'diagnostics') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

shares as (
    select
        *,
        row_number() over (partition by study, table_id, column_id order by value desc, item asc) as place
    from diagnostics
    where diagnostic = 'identifying_share'
),

-- the largest share of the variation that identifies a coefficient, and how many regions of equal share would identify it as well
carriers as (
    select
        shares.study, shares.table_id, shares.column_id,
        effective.item as term,
        effective.value as effective_regions,
        shares.item as carrier_region_code,
        shares.value as carrier_share
    from shares
    inner join diagnostics as effective
        on
            shares.study = effective.study
            and shares.table_id = effective.table_id
            and shares.column_id = effective.column_id
            and effective.diagnostic = 'effective_regions'
    where shares.place = 1
),

without as (
    select * from {{ source('results', 'leave_one_out') }}
    where panel_sha256 = {{ panel_fingerprint() }} and left_out_kind = 'region'
),

ranges as (
    select
        study, table_id, column_id, term,
        min(estimate) as estimate_low,
        max(estimate) as estimate_high
    from without
    group by study, table_id, column_id, term
),

final as (
    select
        coefficients.study, coefficients.table_id, coefficients.column_id, coefficients.term, coefficients.role,
        coefficients.slope, coefficients.support, coefficients.detectable, coefficients.power_errors,
        coefficients.p_equivalence, carriers.effective_regions, carriers.carrier_region_code,
        regions.region_name_en as carrier_name_en,
        regions.region_name_zh as carrier_name_zh,
        carriers.carrier_share,
        coefficients.scale * without.estimate as slope_without_carrier,
        coefficients.scale * ranges.estimate_low as slope_without_low,
        coefficients.scale * ranges.estimate_high as slope_without_high
    from coefficients
    {%- for other in ['carriers', 'ranges'] %}
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
