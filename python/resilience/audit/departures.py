"""What a command says where the panel departs from the study that was estimated on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fe_duckdb.engine import Engine

DEPARTURES = """
select sentence_en from quality.study_departure
where study in (select study from results.fits)
order by parameter
"""


def departed(engine: Engine) -> str:
    """A clause that ends a line on the audit; empty where the study's claims have verdicts."""
    rows = [row[0] for row in engine.rows(DEPARTURES)]
    return f"; no verdict on the study's claims, for this dataset departs from it: {'; '.join(rows)}" if rows else ""
