-- A column with a raw product beside one with the centred product: one row per factor, with the boxes of its coefficient,
-- of the product and of the other factor's mean. (b1, s1: main effect at zero; bc, sc: at the mean; b3, s3: product.)
with cells as (
    select * from {{ ref('audit_published_coefficient') }}
),

factors as (
    select * from {{ ref('published_facts') }}
    where fact = 'factor'
),

moments as (
    select * from {{ ref('audit_published_moment') }}
),

fits as (
    select * from {{ ref('audit_published_fit') }}
),

final as (
    select
        product.study,
        product.table_id,
        product.column_id,
        centred.column_id as centred_column_id,
        product.table_id || '.' || product.column_id as cell,
        product.table_id || '.' || centred.column_id as centred_cell,
        own.other_term as term,
        other.other_term as moderator,
        product.term as product_term,
        centred.term as centred_term,
        moderators.table_id as moment_table_id,
        moderators.min_value,
        moderators.max_value,
        moderators.mean_low as m_low,
        moderators.mean_high as m_high,
        owns.mean_low as own_m_low,
        owns.mean_high as own_m_high,
        main.estimate_low as b1_low,
        main.estimate_high as b1_high,
        main.std_error_low as s1_low,
        main.std_error_high as s1_high,
        after.estimate_low as bc_low,
        after.estimate_high as bc_high,
        after.std_error_low as sc_low,
        after.std_error_high as sc_high,
        product.estimate_low as b3_low,
        product.estimate_high as b3_high,
        product.std_error_low as s3_low,
        product.std_error_high as s3_high,
        centred.estimate_low as b3c_low,
        centred.estimate_high as b3c_high,
        fits.df_resid
    from cells as product
    inner join factors as own on product.study = own.study and product.term = own.term and own.value_text = 'raw'
    inner join factors as other
        on own.study = other.study and own.term = other.term and own.other_term <> other.other_term
    inner join factors as after_own
        on own.study = after_own.study and own.other_term = after_own.other_term and after_own.value_text = 'centred'
    inner join cells as centred
        on product.study = centred.study and product.table_id = centred.table_id and after_own.term = centred.term
    inner join cells as main
        on
            product.study = main.study and product.table_id = main.table_id and product.column_id = main.column_id
            and own.other_term = main.term
    inner join cells as after
        on
            centred.study = after.study and centred.table_id = after.table_id and centred.column_id = after.column_id
            and own.other_term = after.term
    inner join moments as moderators on product.study = moderators.study and other.other_term = moderators.term
    inner join moments as owns on product.study = owns.study and own.other_term = owns.term
    inner join fits
        on product.study = fits.study and product.table_id = fits.table_id and product.column_id = fits.column_id
)

select * from final
