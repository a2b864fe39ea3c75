"""The marts that an estimation reads: where none of them changed, and no code or study, its results stand."""

from __future__ import annotations

import re

PANEL = "select * from marts.panel"
# The panel in every edition.
EDITIONS = "select * from marts.panel_edition"
DEPARTURES = "select study, parameter, sentence_en, sentence_zh from quality.study_departure"
VARIABLES = "select variable, label_en, label_zh, unit_en from marts.dim_variable"
PARAMETERS = (
    "select parameter, value, label_en, label_zh, value_en, value_zh, bears_on_estimates from marts.panel_parameter"
)
# km between the panel's points, for Conley errors and Moran's I.
DISTANCES = """
select from_region_code, to_region_code, distance_km
from marts.fct_distance
where distance_point = (select value from marts.panel_parameter where parameter = 'distance_point')
"""
# Alternatives of the specification curve: outcomes by flow, horizon and base; spillovers by kernel, points and base.
OUTCOMES = """
select region_code, year, flow, horizon, national_base, resilience
from marts.fct_resilience
where national_base in ('panel', 'all')
"""
SPILLOVERS = """
select region_code, year, kernel, distance_point, lq_base, spillover
from marts.fct_spillover
where industry_code = (select industry_code from marts.dim_industry where is_focus_industry)
"""
# Every industry's spillover under the panel's parameters, for the placebo.
INDUSTRY_SPILLOVERS = """
with parameters as (
    select
        max(case when parameter = 'kernel' then value end) as kernel,
        max(case when parameter = 'distance_point' then value end) as distance_point,
        max(case when parameter = 'lq_base' then value end) as lq_base
    from marts.panel_parameter
)

select spillovers.region_code, spillovers.year, industry_code, spillovers.spillover, industries.is_focus_industry
from marts.fct_spillover as spillovers
inner join parameters using (kernel, distance_point, lq_base)
inner join marts.dim_industry as industries using (industry_code)
"""
ORDERED = {
    PANEL: ["region_code", "year"],
    EDITIONS: ["edition", "region_code", "year"],
    DEPARTURES: ["study", "parameter"],
    VARIABLES: ["variable"],
    PARAMETERS: ["parameter"],
    DISTANCES: ["from_region_code", "to_region_code"],
    OUTCOMES: ["region_code", "year", "flow", "horizon", "national_base"],
    SPILLOVERS: ["region_code", "year", "kernel", "distance_point", "lq_base"],
    INDUSTRY_SPILLOVERS: ["region_code", "year", "industry_code"],
}
READS = sorted({name for sql in ORDERED for name in re.findall(r"(?:from|join) ((?:marts|quality)\.\w+)", sql)})
