-- A variable that the text calls varied enough: how many observations can lie above half of its maximum, and above a fiftieth of
-- it (to one digit)? With k of n above a cut c, the sum of squares lies between that of two groups as equal as the mean allows and that of
-- values at the ends; the counts k for which the printed moments fit in between are all that is possible.
{% set cuts = {'half': 0.5, 'fiftieth': 0.02} %}

with digits as (
    {% for digit in range(10) %}{{ 'union all ' if not loop.first }}select {{ digit }} as digit {% endfor %}
),

counts as (
    select thousands.digit * 1000 + hundreds.digit * 100 + tens.digit * 10 + ones.digit as k
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
),

variables as (
    select
        moments.*,
        studies.n_units,
        moments.n_value as n,
        moments.n_value * moments.mean_low as s_low,
        moments.n_value * moments.mean_high as s_high,
        (moments.n_value - 1) * power(moments.sd_low, 2) + moments.n_value * power(moments.mean_low, 2) as q_low,
        (moments.n_value - 1) * power(moments.sd_high, 2) + moments.n_value * power(moments.mean_high, 2) as q_high
    from {{ ref('audit_published_moment') }} as moments
    inner join {{ ref('audit_study') }} as studies using (study)
    inner join {{ ref('published_facts') }} as facts
        on moments.study = facts.study and facts.fact = 'said_to_vary' and moments.term = facts.term
    where moments.min_low >= 0 and moments.max_low > 0
),

cut as (
    {%- for name, share in cuts.items() %}
    select variables.*, '{{ name }}' as cut_name, {{ significant(share ~ ' * max_value', 1) }} as c from variables
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

possible as (
    select
        cut.study, cut.term, cut.cut_name, counts.k
    from cut
    inner join counts on counts.k between 1 and cut.n - 1
    where
        -- the sum can be reached, and the squares: least (both groups level), most (both groups at their ends)
        counts.k * cut.c + (cut.n - counts.k) * cut.min_low <= cut.s_high
        and counts.k * cut.max_high + (cut.n - counts.k) * cut.c >= cut.s_low
        and case
            when cut.s_low / cut.n >= cut.c then power(cut.s_low, 2) / cut.n
            else counts.k * power(cut.c, 2) + power(greatest(cut.s_low - counts.k * cut.c, 0), 2) / (cut.n - counts.k)
        end <= cut.q_high
        and (cut.min_low + cut.c) * (cut.s_high - least(counts.k * cut.max_high, cut.s_high - (cut.n - counts.k) * cut.min_low))
        - (cut.n - counts.k) * cut.min_low * cut.c
        + (cut.c + cut.max_high) * least(counts.k * cut.max_high, cut.s_high - (cut.n - counts.k) * cut.min_low)
        - counts.k * cut.c * cut.max_high >= cut.q_low
),

counted as (
    select
        cut.study,
        cut.term,
        min(cut.table_id || '.' || cut.term) as cell,
        max(cut.n) as n,
        max(cut.n_units) as n_units,
        min(case when cut.cut_name = 'half' then possible.k end) as least_above,
        max(case when cut.cut_name = 'half' then possible.k end) as most_above,
        max(cut.n) - max(case when cut.cut_name = 'fiftieth' then possible.k end) as least_below,
        max(case when cut.cut_name = 'half' then cut.c end) as high_cut,
        max(case when cut.cut_name = 'fiftieth' then cut.c end) as low_cut
    from cut
    inner join possible using (study, term, cut_name)
    group by cut.study, cut.term
),

final as (
    {{ check('concentration', 'concentration', "'concentration_' || term",
        ["cell || '.mean'", "cell || '.sd'", "cell || '.min'", "cell || '.max'"], ['least_above', 'most_above'], {
            'term': 'term', 'least': count_text('least_above'), 'most': count_text('most_above'), 'n': count_text('n'),
            'high_cut': fixed_text('high_cut', 4), 'below': count_text('least_below'), 'low_cut': fixed_text('low_cut', 4),
            'of_unit': count_text('n / n_units'),
            'periods': 'case when n / n_units between least_above and most_above then ' ~ count_text('n / n_units') ~ ' end'
        }, verdict="'not decidable'") }}
    from counted
)

select * from final
