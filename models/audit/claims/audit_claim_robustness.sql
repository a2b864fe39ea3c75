-- The third side of a claim: in each set of variations, how many support it (the claimed sign, p below the limit under every
-- usable test) and whether the set as a whole does, by its rule: most of them, or all.
with variations as (
    select
        variations.*,
        {{ has_claimed_sign('variations.estimate', 'claims.expected_sign') }} as has_claimed_sign,
        {{ has_claimed_sign('variations.estimate', 'claims.expected_sign') }}
        and variations.p_value < {{ claim_p_limit('claims.claimed_level', 'rules.limit_value') }} as supports
    from {{ ref('audit_claim_variation') }} as variations
    inner join {{ ref('published_claims') }} as claims on variations.study = claims.study and variations.claim_id = claims.claim_id
    inner join {{ ref('verdict_rules') }} as rules on rules.rule_id = 'confirmed'
),

counted as (
    select
        study,
        claim_id,
        set_id,
        count(*) as n,
        count(case when supports then 1 end) as n_supporting,
        count(case when not has_claimed_sign then 1 end) as n_opposite
    from variations
    group by study, claim_id, set_id
),

failing as (
    select
        study,
        claim_id,
        set_id,
        count(*) as n_items,
        {{ joined_lists('item_@', 'item_en', 'items') }}
    from (
        select distinct study, claim_id, set_id, item_en, item_zh from variations
        where not coalesce(supports, false) and set_id in ('leave_one_region', 'leave_one_year')
    ) as items
    group by study, claim_id, set_id
),

final as (
    select
        counted.*,
        sets.label_en,
        sets.label_zh,
        sets.label_en || ' ' || counted.n_supporting || '/' || counted.n as share_en,
        sets.label_zh || counted.n_supporting || '/' || counted.n as share_zh,
        case sets.rule when 'all' then n_supporting = n else 2 * n_supporting > n end as is_passed,
        {{ filled('sets.condition_en', {'items': 'case when failing.n_items > 3 then sets.many_en else failing.items_en end'}) }} as condition_en,
        {{ filled('sets.condition_zh', {'items': 'case when failing.n_items > 3 then sets.many_zh else failing.items_zh end'}) }} as condition_zh
    from counted
    inner join {{ ref('robustness_sets') }} as sets on counted.set_id = sets.set_id
    left join failing
        on counted.study = failing.study and counted.claim_id = failing.claim_id and counted.set_id = failing.set_id
)

select * from final
