-- Recomputed statistics in the long shape of the printed cells: moments of Table 1, coefficients and whole-column
-- statistics of the version that follows the print (baseline or as_printed).
{% set moments = {'n': 'n_obs', 'mean': 'mean', 'sd': 'sd', 'min': 'min', 'max': 'max'} %}
{% set calendar = {'n': 'count(*)', 'mean': 'avg(year)', 'sd': 'stddev_samp(year)', 'min': 'min(year)', 'max': 'max(year)'} %}

with terms as (
    select * from {{ ref('published_terms') }}
    where is_primary
),

descriptives as (
    select * from {{ source('results', 'descriptives') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

coefficients as (
    select * from {{ ref('audit_recomputed_coefficient') }}
    where table_version in ('baseline', 'as_printed')
),

fits as (
    select * from {{ source('results', 'fits') }}
    where panel_sha256 = {{ panel_fingerprint() }} and table_version in ('baseline', 'as_printed')
),

cells as (
    {%- for statistic, column in moments.items() %}
    select study, 'table_1' as table_id, '{{ statistic }}' as column_id, variable, '{{ statistic }}' as statistic,
        cast({{ column }} as {{ t_double() }}) as value, 'table_1' as recomputed_table_id
    from descriptives
    union all
    {%- endfor %}
    {%- for statistic, expression in calendar.items() %}
    select terms.study, 'table_1', '{{ statistic }}', 'year', '{{ statistic }}', cast({{ expression }} as {{ t_double() }}),
        'marts.panel'
    from {{ ref('panel') }} as panel
    inner join terms on terms.variable = 'year'
    group by terms.study
    union all
    {%- endfor %}
    select study, published_table_id, published_column_id, term, 'estimate', estimate, table_id from coefficients
    union all
    select study, published_table_id, published_column_id, term, 'se', std_error, table_id from coefficients
    union all
    select study, published_table_id, published_column_id, '', 'n', n_obs, table_id from fits
    union all
    select study, published_table_id, published_column_id, '', 'adj_r2', adj_r2, table_id from fits
),

final as (
    select
        cells.*,
        terms.published_term as term,
        terms.is_same_construction,
        terms.note,
        terms.note_zh
    from cells
    inner join terms on cells.study = terms.study and cells.variable = coalesce(terms.variable, '')
    where {{ is_comparable('cells.study') }}
)

select * from final
