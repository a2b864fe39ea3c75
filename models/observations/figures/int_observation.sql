-- The figure of each cell in each edition, and null where every candidate was passed over. A total that no source reports is the sum
-- of its industries, where all of them have a figure.
with candidates as (
    select * from {{ ref('int_observation_candidate') }}
),

chosen as (
    select
        edition,
        region_code,
        indicator_code,
        industry_code,
        year,
        unit_code
        {%- for column in ['value', 'source_id', 'vintage', 'collection', 'link_id', 'correction_id'] %},
        case when is_chosen then {{ column }} end as {{ column }}
        {%- endfor %}
    from candidates
    where position_in_cell = 1
),

sums as (
    select
        edition,
        region_code,
        indicator_code,
        'TOTAL' as industry_code,
        year,
        unit_code,
        {{ ordered_sum('value', 'industry_code') }} as value,
        count(value) as n_industries
    from chosen
    where industry_code <> 'TOTAL'
    group by edition, region_code, indicator_code, year, unit_code
),

totals as (
    select
        sums.*,
        chosen.value is not null as is_reported
    from sums
    left join chosen
        on
            sums.edition = chosen.edition
            and sums.region_code = chosen.region_code
            and sums.indicator_code = chosen.indicator_code
            and sums.industry_code = chosen.industry_code
            and sums.year = chosen.year
    where sums.n_industries = (select count(*) from {{ ref('stg_industry') }})
),

final as (
    select chosen.*
    from chosen
    left join totals
        on
            chosen.edition = totals.edition
            and chosen.region_code = totals.region_code
            and chosen.indicator_code = totals.indicator_code
            and chosen.industry_code = totals.industry_code
            and chosen.year = totals.year
    where totals.is_reported is null or totals.is_reported
    union all
    select
        edition, region_code, indicator_code, industry_code, year, unit_code, value, cast(null as {{ t_text() }}),
        cast(null as {{ t_text() }}), 'computed', cast(null as {{ t_text() }}), cast(null as {{ t_text() }})
    from totals
    where not is_reported
)

select * from final
