-- Which printed numbers of the study contradict each other?
-- 原研究报告的哪些数字相互矛盾？
-- By interval arithmetic on everything that rounds to the printed digits.
select
    study,
    verdict,
    cells_en,
    sentence_en,
    sentence_zh
from audit.consistency
where verdict in ('contradicts', 'impossible')
order by verdict desc, check_id asc
