-- What of the panel could not be had by the day of each vintage?
-- 截至各数据版本公布之日，面板缺少哪些数据？
-- Region-years that the baseline has and the edition has not, variable by variable.
select
    edition,
    count(*) as n_region_years,
    count(case when lacks_sl then 1 end) as sl,
    count(case when lacks_vag then 1 end) as vag,
    count(case when lacks_gdp then 1 end) as gdp_per_capita,
    count(case when lacks_tax then 1 end) as tax_share,
    count(case when lacks_retail then 1 end) as retail_share,
    count(case when lacks_fdi then 1 end) as fdi_share
from (
    select
        editions.edition,
        editions.sl is null and baseline.sl is not null as lacks_sl,
        editions.vag is null and baseline.vag is not null as lacks_vag,
        editions.gdp_per_capita is null and baseline.gdp_per_capita is not null as lacks_gdp,
        editions.tax_share is null and baseline.tax_share is not null as lacks_tax,
        editions.retail_share is null and baseline.retail_share is not null as lacks_retail,
        editions.fdi_share is null and baseline.fdi_share is not null as lacks_fdi
    from marts.panel_edition as editions
    inner join marts.panel_edition as baseline
        on editions.region_code = baseline.region_code and editions.year = baseline.year and baseline.edition = 'baseline'
) as compared
group by edition
order by edition
