-- A table against the equation that the text gives for it. With the stated controls and year effects a column would contain every
-- regressor of some other printed column on as many observations, and its R2 could not be below that one's; the largest counts.
{% set slopes = 'nested.n_terms + nested.n_effects * (coalesce(larger.n_years, 1) - 1)' %}

with fits as (
    select * from {{ ref('audit_published_fit') }}
    where lag_years = 0 and adj_r2_low is not null
),

facts as (
    select * from {{ ref('published_facts') }}
    where fact in ('equation_regressor', 'equation_effects')
),

stated as (
    select
        fits.study, fits.table_id, fits.column_id,
        greatest(max(case when facts.fact = 'equation_effects' then 1 else 0 end), max(fits.n_effects)) as n_effects
    from fits
    inner join facts
        on fits.study = facts.study and fits.table_id = facts.table_id and facts.column_id in (fits.column_id, '*')
    group by fits.study, fits.table_id, fits.column_id
),

terms as (
    select study, table_id, column_id, term from {{ ref('audit_published_coefficient') }}
    where term <> '_cons' and estimate is not null
),

by_equation as (
    select stated.*, facts.term
    from stated
    inner join facts
        on
            stated.study = facts.study and facts.fact = 'equation_regressor' and stated.table_id = facts.table_id
            and facts.column_id in (stated.column_id, '*')
    union
    select stated.*, terms.term
    from stated
    inner join terms using (study, table_id, column_id)
),

sizes as (
    select study, table_id, column_id, n_effects, count(*) as n_terms
    from by_equation
    group by study, table_id, column_id, n_effects
),

nested as (
    select
        sizes.*,
        smaller.table_id as smaller_table,
        smaller.column_id as smaller_column,
        count(*) as n_shared
    from sizes
    inner join by_equation using (study, table_id, column_id)
    inner join terms as smaller
        on by_equation.study = smaller.study and by_equation.term = smaller.term and sizes.table_id <> smaller.table_id
    group by sizes.study, sizes.table_id, sizes.column_id, sizes.n_effects, sizes.n_terms, smaller.table_id, smaller.column_id
),

compared as (
    select
        nested.*,
        larger.r2_cell,
        smaller.r2_cell as smaller_r2_cell,
        smaller.r2_low as smaller_r2_low,
        {{ r2_of_adjusted('larger.adj_r2_low', 'larger.n_obs', slopes) }} as equation_r2_low,
        {{ r2_of_adjusted('larger.adj_r2_high', 'larger.n_obs', slopes) }} as equation_r2_high,
        row_number() over (
            partition by nested.study, nested.table_id, nested.column_id
            order by smaller.r2_low desc, smaller.table_id asc, smaller.column_id asc
        ) as place
    from nested
    inner join fits as larger using (study, table_id, column_id)
    inner join fits as smaller
        on nested.study = smaller.study and nested.smaller_table = smaller.table_id and nested.smaller_column = smaller.column_id
    where
        nested.n_shared = smaller.n_regressors and larger.n_obs = smaller.n_obs and smaller.is_stated
        and smaller.states_r2 and larger.sample_id = smaller.sample_id and larger.outcome = smaller.outcome
        and nested.n_effects >= smaller.n_effects and (nested.n_effects = 0 or larger.n_years is not null)
),

final as (
    {{ check('equation', 'equation',
        "'equation_of_' || table_id || '_' || column_id || '_against_' || smaller_table || '_' || smaller_column",
        ['r2_cell', 'smaller_r2_cell'], ['equation_r2_low', 'equation_r2_high'], {
            'table': "replace(smaller_table, 'table_', '')", 'column': 'smaller_column', 'low': fixed_text('equation_r2_low', 4),
            'high': fixed_text('equation_r2_high', 4), 'smaller': fixed_text('smaller_r2_low', 4), 'below': flag('equation_r2_high < smaller_r2_low')
        }, holds='equation_r2_high >= smaller_r2_low') }}
    from compared where place = 1
)

select * from final
