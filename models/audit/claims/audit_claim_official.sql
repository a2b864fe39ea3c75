-- The second side of a claim: official figures, under the specification that the study states. Of a coefficient the verdict of
-- its weakest column with the interval behind it, of variation the largest share of one region, else the term's range.
with claims as (
    select * from {{ ref('published_claims') }}
),

columns as (
    select * from {{ ref('audit_claim_column') }}
),

ranked as (
    select
        columns.*,
        rules.verdict,
        rules.verdict_zh,
        row_number() over (
            partition by columns.study, columns.claim_id
            order by rules.strength, columns.published_column_id, columns.variable
        ) as place
    from columns
    inner join {{ ref('verdict_rules') }} as rules on columns.rule_id = rules.rule_id
),

verdicts as (
    select
        study,
        claim_id,
        {{ text_list("n || ' ' || verdict", 'verdict') }} as verdicts_en,
        {{ text_list_zh("n || '列' || verdict_zh", 'verdict') }} as verdicts_zh
    from (select study, claim_id, verdict, verdict_zh, count(*) as n from ranked group by study, claim_id, verdict, verdict_zh) as counted
    group by study, claim_id
),

coefficients as (
    select
        ranked.study,
        ranked.claim_id,
        count(*) as n_columns,
        count(case when ranked.n_usable > 0 then 1 end) as n_with_usable_test,
        count(case when not ranked.has_claimed_sign then 1 end) as n_opposite,
        count(case when ranked.n_usable > 0 and not coalesce(ranked.p_high < ranked.p_limit, false) then 1 end) as n_contested,
        max(ranked.p_value) as p_value,
        max(case when ranked.place = 1 then ranked.rule_id end) as rule_id,
        max(case when ranked.place = 1 then ranked.published_column_id end) as weakest_column_id,
        max(case when ranked.place = 1 then ranked.se_type end) as se_type,
        max(case when ranked.place = 1 then ranked.slope end) as slope,
        max(case when ranked.place = 1 then ranked.slope_low end) as slope_low,
        max(case when ranked.place = 1 then ranked.slope_high end) as slope_high,
        max(case when ranked.place = 1 then ranked.published_slope end) as published_slope
    from ranked
    group by ranked.study, ranked.claim_id
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
        case
            when coefficients.n_columns > 0 then {{ claim_official('en') }}
            when shares.share is not null then
                shares.region_name_en || ' alone holds ' || {{ told('100 * shares.share', 1) }} || ' % of the variation.'
            when described.n is not null then
                claims.term || ' runs from ' || {{ told_number('described.low') }} || ' to ' || {{ told_number('described.high') }}
                || ' over ' || {{ told('described.n', 0) }} || ' observations.'
        end as sentence_en,
        case
            when coefficients.n_columns > 0 then {{ claim_official('zh') }}
            when shares.share is not null then
                shares.region_name_zh || '一地占变异的' || {{ told('100 * shares.share', 1) }} || '%。'
            when described.n is not null then
                claims.term || '在' || {{ told('described.n', 0) }} || '个观测中为' || {{ told_number('described.low') }} || '至'
                || {{ told_number('described.high') }} || '。'
        end as sentence_zh
    from claims
    left join coefficients on claims.study = coefficients.study and claims.claim_id = coefficients.claim_id
    left join verdicts on claims.study = verdicts.study and claims.claim_id = verdicts.claim_id
    left join shares on claims.study = shares.study and claims.claim_id = shares.claim_id and shares.place = 1
    left join described on claims.kind = 'check' and claims.study = described.study and claims.term = described.term
)

select * from final
