-- What a recomputed cell would be if one thing were otherwise, on the scale on which it is compared with the printed one: `years`,
-- without what the smaller sample does to the last column of its table that has the printed N; `vintage`, on an edition of the figures with
-- as many observations (its slope standardised as the baseline's).
{% set variables = ['sl', 'vag', 'gdp_per_capita', 'tax_share', 'retail_share', 'fdi_share', 'rd_intensity', 'ln_broadband'] %}

with cells as (
    select * from {{ ref('audit_compared_cell') }}
    where published_comparable is not null and recomputed_comparable is not null
),

shifts as (
    select
        own.study, own.table_id, own.variable, own.column_id,
        others.standardised_slope - own.recomputed_standardised_slope as shift,
        row_number() over (partition by own.study, own.table_id, own.variable order by own.column_id desc) as place
    from cells as own
    inner join {{ ref('audit_recomputed_coefficient') }} as others
        on
            own.study = others.study and own.table_id = others.published_table_id
            and own.column_id = others.published_column_id and own.variable = others.term
            and others.table_version = 'common_sample'
    where own.statistic = 'estimate' and own.printed_n = own.recomputed_n and others.standardised_slope is not null
),

figures as (
    {%- for variable in variables %}
    select edition, kind, '{{ variable }}' as variable, region_code || cast(year as {{ t_text() }}) as place, {{ variable }} as value
    from {{ ref('panel_edition') }}
    where {{ variable }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

means as (
    select
        edition, kind, variable,
        count(*) as n,
        {{ ordered_sum('value', 'place') }} / count(*) as mean_value,
        min(value) as min_value,
        max(value) as max_value
    from figures
    group by edition, kind, variable
),

moments as (
    select
        means.edition, means.variable, means.mean_value, means.min_value, means.max_value,
        sqrt({{ ordered_sum('power(figures.value - means.mean_value, 2)', 'figures.place') }} / (means.n - 1)) as sd_value
    from means
    inner join means as baseline on baseline.kind = 'baseline' and means.variable = baseline.variable and means.n = baseline.n
    inner join figures on means.edition = figures.edition and means.variable = figures.variable
    where means.kind <> 'baseline'
    group by means.edition, means.variable, means.n, means.mean_value, means.min_value, means.max_value
),

alternatives as (
    select cells.*, 'years' as kind, 'column ' || shifts.column_id as item, cells.recomputed_comparable - shifts.shift as value_otherwise
    from cells
    inner join shifts
        on cells.study = shifts.study and cells.table_id = shifts.table_id and cells.variable = shifts.variable and shifts.place = 1
    where cells.statistic = 'estimate' and cells.printed_n <> cells.recomputed_n
    union all
    select cells.*, 'vintage', editions.edition,
        editions.estimate * coalesce(cells.recomputed_standardised_slope / nullif(cells.recomputed_value, 0), 1)
    from cells
    inner join {{ source('results', 'vintage_estimates') }} as editions
        on
            cells.study = editions.study and cells.recomputed_table_id = editions.table_id and cells.column_id = editions.column_id
            and cells.variable = editions.term and cells.recomputed_n = editions.n_obs and editions.panel_sha256 = {{ panel_fingerprint() }}
            and editions.kind <> 'baseline' and editions.status = 'ok' and editions.se_type like 'CRV1%'
    where cells.statistic = 'estimate'
    {%- for name in ['mean', 'sd', 'min', 'max'] %}
    union all
    select cells.*, 'vintage', moments.edition, moments.{{ name }}_value
    from cells
    inner join moments on cells.variable = moments.variable and cells.statistic = '{{ name }}'
    {%- endfor %}
),

final as (
    select
        study, cell, kind, item,
        value_otherwise as value,
        1 - abs(value_otherwise - published_comparable) / nullif(abs(recomputed_comparable - published_comparable), 0) as gap_closed_share
    from alternatives
)

select * from final
