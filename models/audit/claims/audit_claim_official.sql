-- The second side of a claim: official figures, under the specification that the study states. Of a coefficient the verdict of
-- its weakest column with the interval behind it, of variation the largest share of one region, else the term's range.
with claims as (
    select * from {{ ref('published_claims') }}
),

columns as (
    select * from {{ ref('audit_claim_column') }}
),

coefficients as (
    select * from {{ ref('audit_claim_weakest') }}
),

shares as (
    select
        columns.study,
        columns.claim_id,
        shares.value as share,
        regions.region_name_en,
        regions.region_name_zh,
        row_number() over (partition by columns.study, columns.claim_id order by shares.value desc, shares.item asc) as place
    from columns
    inner join {{ source('results', 'diagnostics') }} as shares
        on
            columns.study = shares.study and columns.table_id = shares.table_id and columns.column_id = shares.column_id
            and shares.diagnostic = 'identifying_share' and shares.panel_sha256 = {{ panel_fingerprint() }}
    inner join {{ ref('dim_region') }} as regions on shares.item = regions.region_code
    where columns.kind = 'variation'
),

described as (
    select
        study,
        term,
        max(case when statistic = 'n' then value end) as n,
        max(case when statistic = 'min' then value end) as low,
        max(case when statistic = 'max' then value end) as high
    from {{ ref('audit_recomputed_cell') }}
    where statistic in ('n', 'min', 'max') and term <> '_model'
    group by study, term
),

final as (
    select
        claims.study,
        claims.claim_id,
        coalesce(coefficients.n_columns, 0) as n_columns,
        coalesce(coefficients.n_with_usable_test, 0) as n_with_usable_test,
        coalesce(coefficients.n_opposite, 0) as n_opposite,
        coalesce(coefficients.n_contested, 0) as n_contested,
        coefficients.p_value,
        coefficients.rule_id,
        coefficients.weakest_column_id,
        coefficients.se_type,
        coefficients.slope,
        coefficients.slope_low,
        coefficients.slope_high,
        coefficients.published_slope,
        shares.share as largest_share,
        shares.region_name_en as largest_region_en,
        shares.region_name_zh as largest_region_zh,
        {{ claim_official('en') }} as sentence_en,
        {{ claim_official('zh') }} as sentence_zh
    from claims
    left join coefficients on claims.study = coefficients.study and claims.claim_id = coefficients.claim_id
    left join shares on claims.study = shares.study and claims.claim_id = shares.claim_id and shares.place = 1
    left join described on claims.kind = 'check' and claims.study = described.study and claims.term = described.term
)

select * from final
