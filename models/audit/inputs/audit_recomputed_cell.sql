-- Recomputed statistics in the long shape of the printed cells: moments, coefficients and whole-column
-- statistics of the version that follows the print (baseline or as_printed).
{% set moments = {'n': 'n_obs', 'mean': 'mean', 'sd': 'sd', 'min': 'min', 'max': 'max'} %}
{# of whole numbers, so that no order of threads shows in the last digit #}
{% set year_sd = 'sqrt(cast(count(*) * sum(year * year) - sum(year) * sum(year) as ' ~ t_double() ~ ') / (count(*) * (count(*) - 1)))' %}
{% set calendar = {'n': 'count(*)', 'mean': 'avg(year)', 'sd': year_sd, 'min': 'min(year)', 'max': 'max(year)'} %}

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

described as (
    select study, min(table_id) as table_id from {{ ref('published_cells') }}
    where statistic = 'mean'
    group by study
),

cells as (
    {%- for statistic, column in moments.items() %}
    select descriptives.study, described.table_id, '{{ statistic }}' as column_id, descriptives.variable, '{{ statistic }}' as statistic,
        cast(descriptives.{{ column }} as {{ t_double() }}) as value, described.table_id as recomputed_table_id
    from descriptives
    inner join described using (study)
    union all
    {%- endfor %}
    {%- for statistic, expression in calendar.items() %}
    select terms.study, described.table_id, '{{ statistic }}', 'year', '{{ statistic }}', cast({{ expression }} as {{ t_double() }}),
        'marts.panel'
    from {{ ref('panel') }} as panel
    inner join terms on terms.variable = 'year'
    inner join described on terms.study = described.study
    group by terms.study, described.table_id
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
        terms.is_same_construction, terms.note, terms.note_zh
    from cells
    inner join terms on cells.study = terms.study and cells.variable = coalesce(terms.variable, '')
    where {{ is_comparable('cells.study') }}
)

select * from final
