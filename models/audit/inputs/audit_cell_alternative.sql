-- What a recomputed cell would be if one thing were otherwise, on the scale on which it is compared with the printed one: `years`,
-- without what the smaller sample does to the last column of its table that has the printed N; `vintage`, on an edition of the figures with as many observations (its slope
-- standardised as the baseline's).
with cells as (
    select * from {{ ref('audit_compared_cell') }}
    where published_comparable is not null and recomputed_comparable is not null
),

coefficients as (
    select * from {{ ref('audit_recomputed_coefficient') }}
),

editions as (
    select * from {{ source('results', 'vintage_estimates') }}
    where panel_sha256 = {{ panel_fingerprint() }} and kind <> 'baseline' and status = 'ok' and se_type like 'CRV1%'
),

shifts as (
    select
        own.study,
        own.table_id,
        own.variable,
        own.column_id,
        others.standardised_slope - own.recomputed_standardised_slope as shift,
        row_number() over (partition by own.study, own.table_id, own.variable order by own.column_id desc) as place
    from cells as own
    inner join coefficients as others
        on
            own.study = others.study and own.table_id = others.published_table_id
            and own.column_id = others.published_column_id and own.variable = others.term
            and others.table_version = 'common_sample'
    where own.statistic = 'estimate' and own.printed_n = own.recomputed_n and others.standardised_slope is not null
),

alternatives as (
    select
        cells.study,
        cells.cell,
        'years' as kind,
        'column ' || shifts.column_id as item,
        cells.recomputed_comparable - shifts.shift as value
    from cells
    inner join shifts
        on cells.study = shifts.study and cells.table_id = shifts.table_id and cells.variable = shifts.variable and shifts.place = 1
    where cells.statistic = 'estimate' and cells.printed_n <> cells.recomputed_n
    union all
    select cells.study, cells.cell, 'vintage', editions.edition,
        editions.estimate * coalesce(cells.recomputed_standardised_slope / nullif(cells.recomputed_value, 0), 1)
    from cells
    inner join editions
        on
            cells.study = editions.study and cells.recomputed_table_id = editions.table_id
            and cells.column_id = editions.column_id and cells.variable = editions.term
            and cells.recomputed_n = editions.n_obs
    where cells.statistic = 'estimate'
    union all
    select cells.study, cells.cell, 'vintage', moments.edition, moments.value
    from cells
    inner join {{ ref('audit_edition_moment') }} as moments
        on cells.variable = moments.variable and cells.statistic = moments.statistic
),

final as (
    select
        alternatives.study,
        alternatives.cell,
        alternatives.kind,
        alternatives.item,
        alternatives.value,
        1 - abs(alternatives.value - cells.published_comparable)
        / nullif(abs(cells.recomputed_comparable - cells.published_comparable), 0) as gap_closed_share
    from alternatives
    inner join cells on alternatives.study = cells.study and alternatives.cell = cells.cell
)

select * from final
