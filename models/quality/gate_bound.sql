-- What the bounds and words of the gate rest on: how large the panel is by its parameters, over how many years its outcome grows,
-- what a kernel's weights add up to, and in which share of the panel's years every figure behind a variable was published at all.
with parameters as (
    select * from {{ ref('panel_parameter') }}
),

published as (
    select distinct indicator_code, industry_code, year from {{ ref('fct_observation') }}
    where value is not null
),

-- national totals that the outcome's base is taken from, where the dataset takes the published ones
printed_totals as (
    select distinct year from {{ ref('control_totals') }}
    where indicator_code = '{{ param('flow') }}' and region_set = '{{ param('region_set') }}'
),

years as (
    {{ year_spine(param('panel_start'), param('panel_end')) }}
),

behind as (
    select
        ingredients.variable,
        years.year,
        count(*) - count(published.year)
        + case
            when ingredients.variable = 'sl' and '{{ param('national_base') }}' = 'published'
                then count(*) - count(printed_totals.year)
            else 0
        end as n_lacking
    from {{ ref('panel_ingredient') }} as ingredients
    cross join years
    left join published
        on
            ingredients.indicator_code = published.indicator_code
            and ingredients.industry_code = published.industry_code
            and years.year - ingredients.years_back = published.year
    left join printed_totals on years.year - ingredients.years_back = printed_totals.year
    group by ingredients.variable, years.year
),

reach as (
    select
        {%- for variable in ['sl', 'vag', 'gdp_per_capita'] %}
        avg(case when variable = '{{ variable }}' then case when n_lacking = 0 then 1e0 else 0e0 end end) as reach_{{ variable }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from behind
),

totals as (
    select to_region_code, year, {{ ordered_sum('weight', 'from_region_code') }} as weight
    from {{ ref('fct_bilateral_spillover') }}
    group by to_region_code, year
),

weights as (
    select max(weight) as weight_max, {{ median('weight') }} as weight_median from totals
),

named as (
    select
        {%- for parameter, name in {'horizon': 'horizon', 'flow': 'flow', 'spillover_industry': 'industry'}.items() %}
        max(case when parameter = '{{ parameter }}' then value_en end) as {{ name }}_en,
        max(case when parameter = '{{ parameter }}' then value_zh end) as {{ name }}_zh
        {{- ',' if not loop.last }}
        {%- endfor %}
    from parameters
),

sizes as (
    select
        cast(count(*) as {{ t_integer() }}) as n_regions,
        cast({{ param('panel_end') }} - {{ param('panel_start') }} + 1 as {{ t_integer() }}) as n_years
    from {{ ref('dim_region') }}
    where is_in_panel
),

bound_sets as (
    select count(*) as n_others from {{ ref('variables') }}
    where bound_region_set <> '{{ param('region_set') }}'
),

final as (
    select
        sizes.n_regions,
        sizes.n_years,
        cast({{ param('horizon') }} as {{ t_integer() }}) as horizon,
        named.flow_en,
        named.flow_zh,
        named.industry_en,
        named.industry_zh,
        weights.weight_max,
        weights.weight_median,
        reach.reach_sl,
        reach.reach_vag,
        reach.reach_gdp_per_capita,
        bound_sets.n_others = 0 as bounds_hold
    from sizes
    cross join named
    cross join weights
    cross join reach
    cross join bound_sets
)

select * from final
