-- The most careful usable test of a coefficient: the first in the order of care that has an interval, else the first. Its p
-- gives the stars, its interval what figures and verdicts read. Tests that are conservative add nothing by not rejecting.
with tests as (
    select * from {{ ref('usable_test') }}
),

ordered as (
    select
        *,
        row_number() over (
            partition by study, table_id, column_id, term
            order by case when ci_low is null then 1 else 0 end, position, se_type
        ) as place,
        count(*) over (partition by study, table_id, column_id, term) as n_usable,
        min(case when is_conservative then 1 else 0 end) over (partition by study, table_id, column_id, term) = 1 as is_all_conservative
    from tests
),

extremes as (
    select
        study, table_id, column_id, term,
        min(p_value) as p_low,
        max(case when not is_conservative or is_all_conservative then p_value end) as p_high,
        min(p_adjusted) as p_adjusted_low,
        max(case when not is_conservative or is_all_conservative then p_adjusted end) as p_adjusted_high
    from ordered
    group by study, table_id, column_id, term
),

final as (
    select
        ordered.study, ordered.table_id, ordered.column_id, ordered.term, ordered.se_type, ordered.estimate,
        ordered.std_error, ordered.statistic, ordered.p_value, ordered.ci_low, ordered.ci_high, ordered.size_high,
        ordered.is_conservative, ordered.n_usable, ordered.n_tests, extremes.p_low, extremes.p_high,
        extremes.p_adjusted_low, extremes.p_adjusted_high
    from ordered
    inner join extremes using (study, table_id, column_id, term)
    where ordered.place = 1
)

select * from final
