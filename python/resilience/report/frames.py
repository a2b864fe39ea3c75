"""Everything the report reads, as frames of one warehouse file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from resilience.estimation import marts_read
from resilience.project.warehouse import connect, read

# A check with the likeliest of the fewest changes that would clear it.
CONSISTENCY = """
with repairs as (
    select study, check_id, sentence_en as repair_en, sentence_zh as repair_zh
    from audit.repair
    inner join results.audit_repair_checks using (study, fault)
    where place = 1 and n_cells > 0
)
select * from audit.consistency left join repairs using (study, check_id) order by check_id
"""
LINKS = """
select links.*, regions.region_name_en, regions.region_name_zh
from reference.series_links as links
left join marts.dim_region as regions on links.largest_jump_region_code = regions.region_code
where link_id in (select link_id from quality.link_in_use)
order by link_id
"""
LINKED = """
select used.*, indicators.indicator_name_en, indicators.indicator_name_zh, links.joint_year
from quality.link_in_use as used
inner join reference.series_links as links using (link_id)
inner join marts.dim_indicator as indicators on used.indicator_code = indicators.indicator_code
order by used.indicator_code, used.link_id, used.variable
"""
QUERIES = {
    "fits": "select * from results.fits",
    "estimates": "select * from results.estimates",
    "descriptives": "select * from results.descriptives",
    "diagnostics": "select * from results.diagnostics",
    "margins": "select * from results.marginal_effects order by table_id, column_id, term, part, value",
    "leave_one_out": "select * from results.leave_one_out order by all",
    "curve": "select * from results.specification_curve order by spec_id",
    "gate": "select * from results.gate_decisions",
    "bounds": "select * from quality.gate_bound",
    "variables": "select * from marts.dim_variable",
    "findings": "select * from quality.findings order by finding_id",
    "composition": "select * from quality.spillover_composition where n_observations > 0",
    "variation": "select * from quality.vag_variation order by variation_share desc, region_code",
    "panel": "select * from marts.panel order by region_code, year",
    "regions": "select * from marts.dim_region order by region_code",
    "sources": "select * from marts.dim_source order by source_id",
    "links": LINKS,
    "linked": LINKED,
    "parameters": f"{marts_read.PARAMETERS} order by parameter",
    "departures": f"{marts_read.DEPARTURES} order by study, parameter",
    "corrections": "select * from reference.corrections order by correction_id",
    "cells": "select * from reference.published_cells",
    "terms": "select * from reference.published_terms",
    "replication": "select * from audit.replication order by all",
    "replicated": "select * from audit.replication_summary",
    "consistency": CONSISTENCY,
    "print_coverage": "select * from audit.print_coverage order by study, table_id",
    "missing_facts": "select * from audit.missing_fact order by study, n_checks desc, fact, table_id",
    "claims": "select * from audit.claims order by claim_id",
    "coverage": "select * from results.coverage order by world desc, term, se_type",
    "recovery": "select * from audit.recovery order by term",
    "robustness": "select * from audit.column_robustness order by table_id, column_id, term",
    "standing": "select * from audit.placebo_standing order by table_id, column_id",
    "oster": "select * from results.oster where status = 'ok' order by table_id, column_id",
    "careful": "select * from audit.careful_test order by table_id, column_id, term",
    "usability": "select * from audit.test_usability order by table_id, column_id, term, se_type",
    "sizes": "select * from results.test_size order by all",
    "rules": "select * from reference.verdict_rules",
    "joint": "select * from results.specification_joint order by statistic",
    "choices": "select * from audit.specification_choice order by variance_share desc, choice",
    "sentences": "select * from audit.table_sentence order by table_id, role, first_column_id, focus, outcome",
}


@dataclass(frozen=True)
class Frames:
    """Frames by name; `estimated` says whether there are estimates of the panel at all."""

    frames: dict[str, pd.DataFrame]

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.frames[name]
        except KeyError:
            raise AttributeError(name) from None

    @cached_property
    def estimated(self) -> bool:
        return len(self.frames["fits"]) > 0

    @cached_property
    def is_published(self) -> bool:
        """Whether the estimated study has printed numbers to stand beside: a study of the user's own has none, and a
        panel that departs from a study's parameters cannot be held against what it prints."""
        return self.departed.empty and bool(self.studies & set(self.frames["cells"]["study"]))

    @cached_property
    def is_own_panel(self) -> bool:
        """Whether the panel is a file of the user's, and no figures were joined to it."""
        collections = self.frames["parameters"].set_index("parameter")["value"].get("collections", "")
        return "panel" in collections

    @cached_property
    def studies(self) -> set[str]:
        """The study that is estimated; before there are estimates, those that print something."""
        return set(self.frames["fits" if self.estimated else "cells"]["study"])

    def printed(self, table_id: str | None, column_id: str, term: str | None, statistic: str) -> str:
        """A printed cell as it stands; empty where there is none."""
        return self._printed.get((table_id, column_id, term, statistic), "").replace("-", "−")

    @cached_property
    def _printed(self) -> dict[tuple[str | None, str | None, str | None, str], str]:
        rows = self.frames["cells"].dropna(subset=["value_as_printed"]).iloc[::-1]  # of several the first
        keys = zip(rows["table_id"], rows["column_id"], rows["term"], rows["statistic"], strict=True)
        return dict(zip(keys, rows["value_as_printed"].astype(str), strict=True))

    @cached_property
    def departed(self) -> pd.DataFrame:
        """In what the panel departs from the estimated study."""
        rows = self.frames["departures"]
        return rows[rows["study"].isin(self.studies)]


def load(file: Path) -> Frames:
    """Reads every frame and lets go of the file."""
    with connect(file) as connection:
        return Frames({name: read(connection, sql) for name, sql in QUERIES.items()})
