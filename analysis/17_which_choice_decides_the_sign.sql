-- Which choice decides sign and size of the slope, and is it an arbitrary one?
-- 哪一项选择决定系数的符号与大小？它是任意的选择吗？
-- Per value of each choice, over all other choices; variance_share is that of the choice.
select
    choice,
    value,
    by_value.kind,
    round(variance_share, 3) as variance_share,
    n_specifications,
    round(same_sign_share, 2) as same_sign_share,
    round(same_sign_significant_share, 2) as same_sign_significant_share,
    round(mean_slope, 3) as mean_standardised_slope
from audit.specification_choice_value as by_value
inner join audit.specification_choice as by_choice using (study, choice)
order by variance_share desc, choice asc, value asc
