with published as (
    select
        source_id, indicator_code, vintage, collection, published_unit, publisher_en, publisher_zh, table_name_zh, page,
        citation, terms, accessed_date, sha256, caution_en
    from {{ ref('sources') }}
),

landed as (
    select
        source_id, max(indicator_code), max(vintage), max(collection), max(published_unit), coalesce(max(publisher), 'file of the user'), coalesce(max(publisher), '用户文件'),
        max(indicator_label), null, 'Landed file ' || max(file), 'as its publisher states', cast(null as {{ t_date() }}),
        max(sha256), null
    from {{ ref('int_landing_cell') }}
    group by source_id
),

queried as (
    select distinct
        source_id, indicator_code, vintage, 'landing', currency, 'General Administration of Customs of China',
        '海关总署', '海关统计数据在线查询', null,
        'Customs online queries downloaded by the user, ' || n_files || ' files: staging.stg_customs_file',
        'as its publisher states', cast(null as {{ t_date() }}), null,
        'By place of registration of the trading firm, never by origin of goods'
    from {{ ref('int_customs_year') }}
),

sources as (
    select * from published
    union all
    select * from landed
    union all
    select * from queried
),

candidates as (
    select * from {{ ref('fct_observation_candidate') }}
),

used as (
    select
        source_id,
        count(value) as n_figures,
        max(vintage) as vintage,
        sum(case when is_chosen then 1 else 0 end) as n_chosen,
        min(year) as year_min,
        max(year) as year_max
    from candidates
    group by source_id
),

final as (
    select
        sources.source_id,
        sources.indicator_code,
        used.vintage,
        sources.collection,
        sources.published_unit,
        sources.publisher_en,
        sources.publisher_zh,
        sources.table_name_zh,
        sources.page,
        sources.citation,
        sources.terms,
        sources.accessed_date,
        sources.sha256,
        sources.caution_en,
        cast(used.n_figures as {{ t_integer() }}) as n_figures,
        cast(used.n_chosen as {{ t_integer() }}) as n_chosen,
        used.year_min,
        used.year_max
    from sources
    inner join used on sources.source_id = used.source_id
)

select * from final
