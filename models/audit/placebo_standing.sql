-- Where the study's industry stands among all industries in the same column: does its coefficient stand out?
with placebo as (
    select
        placebo.*,
        industries.industry_name_en,
        industries.industry_name_zh,
        industries.industry_name_en || ' (' || placebo.message || ')' as left_out_en,
        industries.industry_name_zh as left_out_zh
    from {{ source('results', 'placebo') }} as placebo
    inner join {{ ref('dim_industry') }} as industries using (industry_code)
),

ranked as (
    select
        *,
        rank() over (partition by study, table_id, column_id order by standardised_slope desc) as slope_rank,
        rank() over (partition by study, table_id, column_id order by abs(statistic_crv3) desc) as t_rank
    from placebo
    where status = 'ok'
),

standing as (
    select
        study, table_id, column_id,
        count(*) as n_industries,
        max(case when is_own then industry_code end) as industry_code,
        max(case when is_own then industry_name_en end) as industry_name_en,
        max(case when is_own then industry_name_zh end) as industry_name_zh,
        max(case when is_own then standardised_slope end) as standardised_slope,
        max(case when is_own then slope_rank end) as slope_rank,
        max(case when is_own then t_rank end) as t_rank,
        max(case when t_rank = 1 then industry_name_en end) as strongest_name_en,
        max(case when t_rank = 1 then industry_name_zh end) as strongest_name_zh
    from ranked
    group by study, table_id, column_id
),

left_out as (
    select
        study, table_id, column_id,
        {{ text_list('industry_code', 'industry_code') }} as not_compared_codes,
        {{ joined_lists('left_out_@', 'industry_code', 'not_compared') }}
    from placebo
    where status <> 'ok'
    group by study, table_id, column_id
),

final as (
    select
        standing.*,
        coalesce(left_out.not_compared_codes, '') as not_compared_codes,
        standing.t_rank = 1 as stands_out,
        {{ in_both('placebo.standing', {
            'n': count_text('n_industries'), 'industry': 'industry_name_@', 't_rank': count_text('t_rank'),
            'slope_rank': count_text('slope_rank'), 'first': flag('t_rank = 1'), 'strongest': 'strongest_name_@',
            'left_out': 'not_compared_@'}, 'sentence') }}
    from standing
    left join left_out using (study, table_id, column_id)
    where standing.industry_code is not null
)

select * from final
