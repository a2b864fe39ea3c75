-- Every way in which the search builds the regressor: a quotient, a kernel (or the own weight for one region only), added
-- over the years or not. Options are rows of the seed constructions; the kernels are those of the warehouse.
with weights as (
    select kernel, from_region_code, to_region_code, weight from {{ ref('int_kernel_weight') }}
    where lq_base = '{{ param('lq_base') }}' and distance_point = '{{ param('distance_point') }}'
    union all
    select
        'own_weight_first_region_only' as kernel,
        from_region_code,
        to_region_code,
        case when from_region_code = to_region_code and from_region_code > min(from_region_code) over () then 0 else weight end
    from {{ ref('int_kernel_weight') }}
    where
        lq_base = '{{ param('lq_base') }}'
        and distance_point = '{{ param('distance_point') }}'
        and kernel = '{{ param('kernel') }}'
),

employment as (
    select
        employment.region_code,
        employment.year,
        quotients.location_quotient,
        employment.employment / employment.region_employment as share_of_region,
        employment.employment
        / sum(employment.employment) over {{ ordered_window('employment.year', 'employment.region_code') }} as share_of_nation
    from {{ ref('int_employment') }} as employment
    inner join {{ ref('int_location_quotient') }} as quotients
        using (lq_base, industry_code, region_code, year)
    where
        employment.lq_base = '{{ param('lq_base') }}'
        and employment.industry_code = '{{ param('spillover_industry') }}'
        and employment.year between {{ param('panel_start') }} and {{ param('panel_end') }}
),

quotients as (
    {% for option in ['location_quotient', 'share_of_region', 'share_of_nation'] -%}
    {{ 'union all ' if not loop.first }}select '{{ option }}' as quotient, region_code, year, {{ option }} as value from employment
    {% endfor %}
),

spread as (
    select
        weights.kernel,
        quotients.quotient,
        weights.from_region_code as region_code,
        quotients.year,
        {{ ordered_sum('weights.weight * quotients.value', 'weights.to_region_code') }} as value
    from weights
    inner join quotients on weights.to_region_code = quotients.region_code
    group by weights.kernel, quotients.quotient, weights.from_region_code, quotients.year
),

final as (
    select kernel, quotient, 'year' as adding, region_code, year, value from spread
    union all
    select
        kernel, quotient, 'running_sum', region_code, year,
        sum(value) over (partition by kernel, quotient, region_code order by year)
    from spread
)

select * from final
