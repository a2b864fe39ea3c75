-- The second side of a claim: official figures, under the specification that the study states. Of a coefficient how many columns have which
-- verdict, and the weakest, which decides, with its interval; of variation the largest share of one region, else the term's range.
{% set of_weakest = ['rule_id', 'se_type', 'slope', 'slope_low', 'slope_high', 'published_slope'] %}

with claims as (
    select * from {{ ref('published_claims') }}
),

columns as (
    select
        columns.*,
        rules.verdict as verdict_en,
        rules.verdict_zh,
        row_number() over (
            partition by columns.study, columns.claim_id
            order by rules.strength, columns.published_column_id, columns.variable
        ) as place
    from {{ ref('audit_claim_column') }} as columns
    left join {{ ref('verdict_rules') }} as rules using (rule_id)
),

counted as (
    select study, claim_id, verdict_en, verdict_zh, count(*) as n
    from columns
    where rule_id is not null
    group by study, claim_id, verdict_en, verdict_zh
),

told as (
    select *, {{ in_both('claim.verdicts', {'n': count_text('n'), 'verdict': 'verdict_@'}, 'words') }}
    from counted
),

verdicts as (
    select study, claim_id, {{ joined_lists('words_@', 'verdict_en', 'verdicts') }}
    from told
    group by study, claim_id
),

coefficients as (
    select
        study,
        claim_id,
        count(*) as n_columns,
        count(case when n_usable > 0 then 1 end) as n_with_usable_test,
        count(case when not has_claimed_sign then 1 end) as n_opposite,
        count(case when n_usable > 0 and not coalesce(p_high < p_limit, false) then 1 end) as n_contested,
        {%- for name in of_weakest %}
        max(case when place = 1 then {{ name }} end) as {{ name }},
        {%- endfor %}
        max(case when place = 1 then published_column_id end) as weakest_column_id,
        max(p_value) as p_value
    from columns
    where rule_id is not null
    group by study, claim_id
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
        {%- for count in ['n_columns', 'n_with_usable_test', 'n_opposite', 'n_contested'] %}
        coalesce(coefficients.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        {%- for name in of_weakest + ['weakest_column_id', 'p_value'] %}
        coefficients.{{ name }},
        {%- endfor %}
        shares.share as largest_share,
        shares.region_name_en as largest_region_en,
        shares.region_name_zh as largest_region_zh,
        {{ claim_official('en') }} as sentence_en,
        {{ claim_official('zh') }} as sentence_zh
    from claims
    left join coefficients using (study, claim_id)
    left join verdicts using (study, claim_id)
    left join shares on claims.study = shares.study and claims.claim_id = shares.claim_id and shares.place = 1
    left join described on claims.kind = 'check' and claims.study = described.study and claims.term = described.term
)

select * from final
