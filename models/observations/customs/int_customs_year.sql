-- A year counts where the region has twelve months and the queries of its flow, taken together, name every HS chapter
-- (01-98 but 77) or were not asked for goods at all: a sum of some months or chapters is no annual figure.
with months as (
    select * from {{ ref('int_customs_month') }}
    where region_code is not null
),

chapters as (
    select
        year,
        flow,
        currency,
        count(distinct case when hs_chapter between '01' and '98' and hs_chapter <> '77' then hs_chapter end) as n_chapters,
        max(case when hs_chapter = 'all' then 1 else 0 end) as is_all_goods
    from {{ ref('fct_customs_flow') }}
    group by year, flow, currency
),

yearly as (
    select
        region_code,
        year,
        flow,
        currency,
        sum(value) as value,
        count(distinct month) as n_months
    from months
    group by region_code, year, flow, currency
),

-- The downloads of a flow form one table, known when the last of them was; unknown where one is unknown.
vintages as (
    select
        flow,
        currency,
        case
            when count(distinct vintage) = 1 or min({{ to_date('vintage') }}) is not null and count({{ to_date('vintage') }}) = count(*)
                then max(vintage)
            else 'not stated'
        end as vintage,
        count(distinct sha256) as n_files,
        min(file) as first_file,
        max(file) as last_file
    from {{ ref('stg_customs_file') }}
    group by flow, currency
),

final as (
    select
        yearly.region_code,
        yearly.year,
        yearly.flow,
        yearly.currency,
        yearly.value,
        cast(yearly.n_months as {{ t_integer() }}) as n_months,
        cast(chapters.n_chapters as {{ t_integer() }}) as n_chapters,
        yearly.n_months = 12 and (chapters.n_chapters = 97 or chapters.is_all_goods = 1) as is_complete,
        yearly.flow || 's_operating_unit' || case when yearly.currency = 'cny' then '_cny' else '' end as indicator_code,
        'landing:customs queries, ' || yearly.flow || ', ' || yearly.currency as source_id,
        vintages.vintage,
        vintages.n_files,
        vintages.first_file,
        vintages.last_file
    from yearly
    inner join chapters
        on yearly.year = chapters.year and yearly.flow = chapters.flow and yearly.currency = chapters.currency
    inner join vintages on yearly.flow = vintages.flow and yearly.currency = vintages.currency
)

select * from final
