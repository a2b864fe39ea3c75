-- A figure that counts some parts of its region only is no figure of the region; which are known is a seed.
with observations as (
    select * from {{ ref('fct_observation') }}
),

partial_figures as (
    select * from {{ ref('partial_figures') }}
),

final as (
    select
        observations.region_code,
        observations.year,
        observations.indicator_code,
        observations.source_id,
        observations.value,
        partial_figures.n_parts_counted,
        partial_figures.n_parts,
        {{ share('partial_figures.n_parts_counted', 'partial_figures.n_parts') }} as share_counted,
        partial_figures.note_en,
        partial_figures.note_zh
    from observations
    inner join partial_figures
        on
            observations.source_id = partial_figures.source_id
            and observations.indicator_code = partial_figures.indicator_code
            and observations.region_code = partial_figures.region_code
            and observations.year = partial_figures.year
)

select * from final
