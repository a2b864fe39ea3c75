-- Two sources of one definition and one vintage should print one figure. Where they differ by more than rounding, a person
-- should know, whichever of them is chosen.
with figures as (
    select * from {{ ref('fct_observation_candidate') }}
    where value is not null and figure_public_by is not null
),

final as (
    select
        figures.indicator_code,
        figures.vintage,
        figures.source_id,
        others.source_id as other_source_id,
        figures.region_code,
        figures.industry_code,
        figures.year,
        figures.value,
        others.value as other_value,
        {{ share('abs(figures.value - others.value)', 'abs(others.value)') }} as relative_difference,
        figures.place,
        others.place as other_place,
        figures.is_chosen,
        others.is_chosen as is_other_chosen
    from figures
    inner join figures as others
        on
            figures.indicator_code = others.indicator_code
            and figures.vintage = others.vintage
            and figures.region_code = others.region_code
            and figures.industry_code = others.industry_code
            and figures.year = others.year
            and figures.source_id < others.source_id
    where abs(figures.value - others.value) > {{ param('tolerances').agreement }} * abs(others.value)
)

select * from final
