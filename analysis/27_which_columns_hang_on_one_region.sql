-- Which columns hang on one region or one year?
-- 哪些列取决于某一地区或某一年份？
-- Range of the coefficient without each in turn; signs and significance (reported errors) beside those of the whole sample.
with whole as (
    select estimates.table_id, estimates.column_id, estimates.term, estimates.estimate, estimates.p_value
    from results.estimates as estimates
    inner join results.fits as fits
        on
            estimates.table_id = fits.table_id
            and estimates.column_id = fits.column_id
            and estimates.se_type = fits.se_type
)

select
    whole.table_id,
    whole.column_id,
    whole.term,
    left_out.left_out_kind as without_each,
    round(whole.estimate, 4) as estimate,
    round(min(left_out.estimate), 4) as lowest,
    round(max(left_out.estimate), 4) as highest,
    sum(case when sign(left_out.estimate) <> sign(whole.estimate) then 1 else 0 end) as n_other_sign,
    round(max(whole.p_value), 3) as p_value,
    round(min(left_out.p_value), 3) as lowest_p,
    round(max(left_out.p_value), 3) as highest_p,
    count(*) as n_parts
from results.leave_one_out as left_out
inner join whole
    on
        left_out.table_id = whole.table_id
        and left_out.column_id = whole.column_id
        and left_out.term = whole.term
group by whole.table_id, whole.column_id, whole.term, whole.estimate, left_out.left_out_kind
order by whole.table_id, whole.column_id, whole.term, left_out.left_out_kind
