"""Titles, notes and sources of the figures, in the words of the study and the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resilience.project.messages import Text, message
from resilience.report.labels import printed_name

if TYPE_CHECKING:
    from resilience.project.messages import Bilingual
    from resilience.report.labels import Labels

SOURCES = {
    "coefficients": "audit.replication, audit.careful_test",
    "vag_variation": "quality.vag_variation",
    "slopes": "results.estimates, audit.careful_test",
    "leave_one_out": "results.leave_one_out",
    "specification_curve": "results.specification_curve",
    "resilience_by_region": "marts.panel",
    "map": "marts.panel, marts.dim_region",
}
OWN_NOTES = ("resilience_by_region",)  # whose note is another where the panel is of one's own


def caption(name: str, labels: Labels) -> tuple[Bilingual, Bilingual, str]:
    """Title, note and sources of a figure."""
    study, main = labels.study, labels.main_table
    texts: dict[str, Text] = {
        "horizon": labels.value("horizon").en, "n": len(labels.carriers),
        "low": f"{labels.colour_limits[0]:.4g}", "limit": f"{labels.colour_limits[1]:.4g}",
        "focus": labels.inside(study.focus), "outcome": labels.inside(study.outcome), "resilience": labels.resilience,
        "spillover": labels.inside_spillover, "Spillover": labels.spillover, "points": labels.value("distance_point"),
        "table": printed_name((main.published_table or main.id) if main else ""),
        "column": study.main.column if study.main else None,
    }  # fmt: skip
    own = ".own" if labels.data.is_own_panel and name in OWN_NOTES else ""
    return message(f"figure.{name}", **texts), message(f"figure.{name}.note{own}", **texts), SOURCES[name]
