-- What the stored numbers of a table say of one subject (a focus, or its product with a moderator), as the states that the
-- rules of seeds/published/sentence_rules.csv ask for.
{% set keys = ['study', 'table_id', 'role', 'focus', 'moderator', 'outcome'] %}
{% set names = ['focus_en', 'focus_zh', 'moderator_en', 'moderator_zh', 'outcome_en', 'outcome_zh'] %}
{% set group = (keys + names) | join(', ') %}

with terms as (
    select * from {{ source('results', 'focal_terms') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

descriptives as (
    select * from {{ source('results', 'descriptives') }}
    where panel_sha256 = {{ panel_fingerprint() }}
),

without as (
    select fits.study, fits.table_id
    from {{ source('results', 'fits') }} as fits
    left join terms using (study, table_id)
    where fits.panel_sha256 = {{ panel_fingerprint() }} and terms.term is null
),

subjects as (
    select distinct {{ group }}
    from terms
    union all
    select distinct study, table_id, 'none', ''{{ ", ''" * ((keys + names) | length - 4) }}
    from without
),

counted as (
    select
        {{ keys | join(', ') }},
        min(column_id) as first_column_id,
        count(*) as n,
        count(case when estimate > 0 then 1 end) as n_positive,
        count(case when support = 'every' then 1 end) as n_every,
        count(case when support = 'contested' then 1 end) as n_contested,
        count(case when support = 'untested' then 1 end) as n_untested,
        count(case when p_equivalence < p_limit then 1 end) as n_excluded,
        count(detectable) as n_detectable,
        count(case when is_power_careful then 1 end) as n_power_careful,
        min(p_low) as p_low,
        max(p_high) as p_high,
        min(slope) as slope_low,
        max(slope) as slope_high,
        min(detectable) as detectable_low,
        max(detectable) as detectable_high,
        max(margin) as margin,
        max(n_tests) as n_tests,
        min(power_errors) as power_errors
    from {{ ref('sentence_coefficient') }}
    group by {{ keys | join(', ') }}
),

supported as (
    select
        {% for name in keys + names %}subjects.{{ name }}, {% endfor %}
        {% for name in [
            'first_column_id', 'n_positive', 'n_every', 'n_contested', 'n_untested', 'n_excluded', 'n_detectable',
            'n_power_careful', 'p_low', 'p_high', 'slope_low', 'slope_high', 'detectable_low', 'detectable_high', 'margin',
            'power_errors', 'n_tests'
        ] %}counted.{{ name }}, {% endfor %}
        coalesce(counted.n, descriptives.n_obs) as n,
        descriptives.within_share,
        case
            when subjects.role = 'none' then 'none'
            when subjects.role = 'description' and descriptives.within_share < 0.5 then 'between'
            when subjects.role = 'description' then 'within'
            when counted.n_untested > 0 then 'untested'
            when counted.n_every = counted.n then 'every'
            when counted.n_every > 0 then 'some'
            when counted.n_contested > 0 then 'contested'
            else 'none'
        end as support
    from subjects
    left join counted
        on {% for key in keys %}{{ ' and ' if not loop.first }}subjects.{{ key }} = counted.{{ key }}{% endfor %}
    left join descriptives
        on
            subjects.study = descriptives.study
            and subjects.focus = descriptives.variable and subjects.role = 'description'
),

final as (
    select
        *,
        case n_positive when n then 'positive' when 0 then 'negative' else 'mixed' end as direction,
        case
            when role not in ('effect', 'moderation') or support in ('every', 'untested') then null
            when n_detectable < n then 'unknown'
            when n_power_careful < n then 'bound'
            when n_excluded = n then 'excluded'
            when n_excluded > 0 then 'partly'
            else 'open'
        end as reach
    from supported
)

select * from final
