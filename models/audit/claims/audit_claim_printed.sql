{{ config(tags=['printed']) }}
-- The first side of a claim: what is printed. Its cells must be able to say what the text says, and no check that the claim
-- names may fail. Other checks of its cells that fail are told and decide nothing.
with claims as (
    select * from {{ ref('published_claims') }}
),

cells as (
    select
        study,
        claim_id,
        count(*) as n_cells,
        count(case when verdict = 'holds' then 1 end) as n_holding,
        count(case when verdict = 'contradicts' then 1 end) as n_contradicting,
        min(abs_t_low) as t_low,
        max(abs_t_high) as t_high
    from {{ ref('audit_claim_cell') }}
    group by study, claim_id
),

named as (
    select
        claims.study,
        claims.claim_id,
        count(*) as n_checks,
        count(case when checks.verdict = 'holds' then 1 end) as n_holding,
        count(case when checks.verdict in ('contradicts', 'impossible') then 1 end) as n_contradicting,
        count(case when checks.verdict = 'impossible' then 1 end) as n_impossible,
        {{ joined_lists('checks.sentence_@', 'checks.check_id', 'sentences', 'sentences') }}
    from claims
    inner join {{ ref('consistency') }} as checks on claims.study = checks.study and checks.check_id like claims.check_id
    group by claims.study, claims.claim_id
),

used as (
    select cells.study, cells.check_id, cells.cell
    from {{ ref('consistency_cell') }} as cells
    inner join {{ ref('consistency') }} as checks using (study, check_id)
    where checks.verdict in ('contradicts', 'impossible')
),

failing as (
    select cells.study, cells.claim_id, count(distinct used.check_id) as n_failing
    from {{ ref('audit_claim_cell') }} as cells
    inner join used using (study, cell)
    group by cells.study, cells.claim_id
),

final as (
    select
        claims.study,
        claims.claim_id,
        coalesce(cells.n_cells, 0) as n_cells,
        coalesce(cells.n_holding, 0) as n_cells_holding,
        coalesce(cells.n_contradicting, 0) as n_cells_contradicting,
        coalesce(named.n_checks, 0) as n_checks_named,
        coalesce(failing.n_failing, 0) as n_checks_failing,
        case
            when cells.n_cells is null and named.n_checks is null then 'none'
            when coalesce(named.n_impossible, 0) > 0 then 'impossible'
            when coalesce(cells.n_contradicting, 0) + coalesce(named.n_contradicting, 0) > 0 then 'contradicts'
            when coalesce(cells.n_holding = cells.n_cells, true) and coalesce(named.n_holding = named.n_checks, true) then 'holds'
            else 'not decidable'
        end as verdict,
        {{ claim_printed('en') }} as sentence_en,
        {{ claim_printed('zh') }} as sentence_zh
    from claims
    left join cells using (study, claim_id)
    left join named using (study, claim_id)
    left join failing using (study, claim_id)
)

select * from final
