-- A column with a raw product beside one with the centred product: one row per factor, with the boxes of its coefficient,
-- of the product and of the other factor's mean. (b1, s1: main effect at zero; bc, sc: at the mean; b3, s3: product.)
-- Both columns have the same other regressors and effects, and the sample on which the factors are described: only there
-- is one the other in other parameters.
{% set boxes = [('main', 'b1', 's1'), ('after', 'bc', 'sc'), ('product', 'b3', 's3'), ('centred', 'b3c', 's3c')] %}

with factors as (
    select * from {{ ref('published_facts') }}
    where fact = 'factor'
),

products as (
    select
        own.study,
        own.term as product_term,
        own.other_term as term,
        other.other_term as moderator,
        after_own.term as centred_term
    from factors as own
    inner join factors as other on own.study = other.study and own.term = other.term and own.other_term <> other.other_term
    inner join factors as after_own
        on own.study = after_own.study and own.other_term = after_own.other_term and after_own.value_text = 'centred'
    inner join factors as after_other
        on own.study = after_other.study and after_own.term = after_other.term and other.other_term = after_other.other_term
    where own.value_text = 'raw'
),

shared as (
    select one.study, one.table_id, one.column_id, other.column_id as other_column_id, count(*) as n_shared
    from {{ ref('audit_published_coefficient') }} as one
    inner join {{ ref('audit_published_coefficient') }} as other using (study, table_id, term)
    where one.term <> '_cons' and one.estimate is not null and other.estimate is not null
    group by one.study, one.table_id, one.column_id, other.column_id
),

final as (
    select
        product.study, product.table_id, product.column_id,
        centred.column_id as centred_column_id,
        product.table_id || '.' || product.column_id as cell,
        product.table_id || '.' || centred.column_id as centred_cell,
        products.term, products.moderator, products.product_term, products.centred_term,
        moderators.table_id as moment_table_id,
        moderators.min_value,
        moderators.max_value,
        moderators.mean_low as m_low,
        moderators.mean_high as m_high,
        owns.mean_low as own_m_low,
        owns.mean_high as own_m_high,
        {%- for column, slope, error in boxes %}
        {{ column }}.estimate_low as {{ slope }}_low,
        {{ column }}.estimate_high as {{ slope }}_high,
        {{ column }}.std_error_low as {{ error }}_low,
        {{ column }}.std_error_high as {{ error }}_high,
        {%- endfor %}
        coalesce(fits.stated_errors = after_fits.stated_errors, true) as may_be_one_type,
        fits.df_resid
    from products
    inner join {{ ref('audit_published_coefficient') }} as product
        on products.study = product.study and products.product_term = product.term
    inner join {{ ref('audit_published_coefficient') }} as centred
        on product.study = centred.study and product.table_id = centred.table_id and products.centred_term = centred.term
    inner join {{ ref('audit_published_coefficient') }} as main
        on
            product.study = main.study and product.table_id = main.table_id and product.column_id = main.column_id
            and products.term = main.term
    inner join {{ ref('audit_published_coefficient') }} as after
        on
            centred.study = after.study and centred.table_id = after.table_id and centred.column_id = after.column_id
            and products.term = after.term
    inner join shared
        on
            product.study = shared.study and product.table_id = shared.table_id
            and product.column_id = shared.column_id and centred.column_id = shared.other_column_id
    inner join {{ ref('audit_published_fit') }} as fits
        on
            product.study = fits.study and product.table_id = fits.table_id and product.column_id = fits.column_id
            and shared.n_shared = fits.n_regressors - 1
    inner join {{ ref('audit_published_fit') }} as after_fits
        on
            centred.study = after_fits.study and centred.table_id = after_fits.table_id
            and centred.column_id = after_fits.column_id and fits.n_regressors = after_fits.n_regressors
            and fits.n_obs = after_fits.n_obs and fits.n_effects = after_fits.n_effects and fits.outcome = after_fits.outcome
            and coalesce(fits.other_effects, '') = coalesce(after_fits.other_effects, '')
    inner join {{ ref('audit_published_moment') }} as moderators
        on product.study = moderators.study and products.moderator = moderators.term and fits.n_obs = moderators.n_value
    inner join {{ ref('audit_published_moment') }} as owns
        on product.study = owns.study and products.term = owns.term and fits.n_obs = owns.n_value
)

select * from final
