-- Which known vintage do my landed files agree with?
-- 我放入的文件与哪个已知版本一致？
-- State the vintage that agrees: resilience ingest FILE --vintage …; empty where nothing has been landed.
select
    source_id,
    indicator_code,
    stated_vintage,
    known_vintage,
    n_compared,
    n_equal,
    round(100 * agreement_share, 1) as agreement_pct
from quality.landing_vintage_agreement
order by source_id asc, agreement_share desc
