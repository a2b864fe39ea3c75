-- What share of the variance of standardised slopes lies between the values of a choice: the correlation ratio eta squared.
-- Shares of unbalanced or interacting choices need not add up to one.
with by_value as (
    select * from {{ ref('specification_choice_value') }}
),

choices as (
    select * from {{ ref('specification_choices') }}
    where value = '*'
),

by_choice as (
    select
        study,
        choice,
        count(*) as n_values,
        min(same_sign_share) as lowest_same_sign_share,
        max(same_sign_share) as highest_same_sign_share,
        {{ ordered_sum('n_specifications * power(mean_slope - mean_of_curve, 2)', 'value') }} as between_sum_of_squares,
        {{ ordered_sum('sum_of_squares', 'value') }} as total_sum_of_squares
    from by_value
    group by study, choice
),

final as (
    select
        by_choice.*,
        choices.kind,
        {{ share('between_sum_of_squares', 'total_sum_of_squares') }} as variance_share
    from by_choice
    left join choices using (choice)
)

select * from final
