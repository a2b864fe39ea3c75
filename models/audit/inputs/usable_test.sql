-- The tests of a coefficient that may be read, in the order of care of the seed sentence_tests: usable by their measured size,
-- and no variance of theirs repaired. Coefficients that the study is about are also adjusted for the others of their table
-- under the same convention: by the shared orders of the permutation where there are some, else by Holm (1979).
with estimates as (
    select * from {{ source('results', 'estimates') }}
    where panel_sha256 = {{ panel_fingerprint() }} and p_value is not null and not is_repaired
),

usability as (
    select * from {{ ref('test_usability') }}
    where is_usable
),

focal as (
    select distinct study, table_id, column_id, term
    from {{ source('results', 'focal_terms') }}
    where panel_sha256 = {{ panel_fingerprint() }} and role <> 'description'
),

stepdown as (
    select * from {{ source('results', 'multiple_testing') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

usable as (
    select
        estimates.*,
        tests.position, usability.size_high, usability.is_conservative,
        focal.term is not null as is_focal
    from estimates
    inner join usability using (study, table_id, column_id, term, se_type)
    inner join {{ ref('sentence_tests') }} as tests on estimates.se_type like tests.se_type_pattern
    left join focal
        on
            estimates.study = focal.study and estimates.table_id = focal.table_id
            and estimates.column_id = focal.column_id and estimates.term = focal.term
),

ranked as (
    select
        *,
        count(*) over (partition by study, table_id, se_type, is_focal) as n_tests,
        row_number() over (partition by study, table_id, se_type, is_focal order by p_value, column_id, term) as place
    from usable
),

adjusted as (
    select
        *,
        least(1, max(p_value * (n_tests - place + 1)) over (
            partition by study, table_id, se_type, is_focal order by place
            rows between unbounded preceding and current row
        )) as p_holm
    from ranked
),

final as (
    select
        adjusted.study, adjusted.table_id, adjusted.column_id, adjusted.term, adjusted.se_type, adjusted.position,
        adjusted.estimate, adjusted.std_error, adjusted.statistic, adjusted.p_value, case
            when not adjusted.is_focal then adjusted.p_value
            when adjusted.se_type like 'permutation(%' then coalesce(stepdown.p_stepdown, adjusted.p_holm)
            else adjusted.p_holm
        end as p_adjusted,
        adjusted.n_tests, adjusted.ci_low, adjusted.ci_high, adjusted.size_high, adjusted.is_conservative
    from adjusted
    left join stepdown using (study, table_id, column_id, term)
)

select * from final
