-- Editions of the panel: the one that is estimated (baseline), the panel as it could have been computed on each day on
-- which a vintage was complete, and the baseline with one indicator exchanged for its state on such a day.
{% set as_of = "cast('" ~ param('vintage_as_of') ~ "' as " ~ t_date() ~ ')' %}

with dated as (
    select * from {{ ref('int_dated_observation') }}
    where value is not null and figure_public_by <= {{ as_of }}
),

indicators as (
    select indicator_code from {{ ref('indicators') }}
),

revised as (
    select indicator_code from dated
    group by indicator_code
    having count(distinct vintage) > 1
),

completed as (
    select
        dated.indicator_code,
        dated.vintage,
        max(dated.figure_public_by) as edition_day
    from dated
    inner join revised on dated.indicator_code = revised.indicator_code
    group by dated.indicator_code, dated.vintage
),

days as (
    select distinct edition_day from completed
),

exchanges as (
    select distinct indicator_code as exchanged_indicator, edition_day from completed
),

final as (
    select
        'baseline' as edition,
        'baseline' as kind,
        cast(null as {{ t_text() }}) as exchanged_indicator,
        {{ as_of }} as edition_day,
        indicators.indicator_code,
        {{ as_of }} as as_of
    from indicators
    union all
    select
        'as of ' || days.edition_day, 'as of', cast(null as {{ t_text() }}), days.edition_day, indicators.indicator_code,
        days.edition_day as as_of
    from days
    cross join indicators
    union all
    select
        exchanges.exchanged_indicator || ' as of ' || exchanges.edition_day, 'exchanged', exchanges.exchanged_indicator,
        exchanges.edition_day, indicators.indicator_code,
        case when exchanges.exchanged_indicator = indicators.indicator_code then exchanges.edition_day else {{ as_of }} end
    from exchanges
    cross join indicators
)

select * from final
