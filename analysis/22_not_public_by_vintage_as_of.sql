-- Which figures could not be had by vintage_as_of?
-- 截至vintage_as_of哪些数据尚不可得？
-- Set vintage_as_of in dbt_project.yml to a day of the past; empty on the default, when everything was public.
select
    indicator_code,
    vintage,
    min(year) as first_year,
    max(year) as last_year,
    count(*) as n_figures,
    min(figure_public_by) as public_from,
    max(case when is_date_assumed then 'assumed' else 'known' end) as date_is
from marts.fct_observation_candidate
where reason = 'not public by vintage_as_of'
group by indicator_code, vintage
order by indicator_code, vintage
