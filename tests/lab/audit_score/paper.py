"""A true paper: tables estimated on drawn data and printed by its own rules, as cells and facts of a study.

Nothing in it is wrong, and its facts say only what is so; what a text may leave unsaid is sometimes unsaid. So every
verdict `impossible` or `contradicts` on it is a false alarm of a check.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lab.audit_score.fit import Fit
from lab.audit_score.printing import Printer

Key = tuple[str, str, str, str]  # table, column, term, statistic
OUTCOME, CALENDAR = "Growth", "Year"


@dataclass
class Column:
    """A printed column with what a misprint may take instead: errors of other types, an older version of the data."""

    fit: Fit
    error: str
    law: str
    older: Fit
    premises: dict[str, str] = field(default_factory=dict)  # premise -> what is so
    shown: dict[str, str] = field(default_factory=dict)  # statistic of a row of words -> what it prints


@dataclass
class Paper:
    """Cells as printed, facts as stated (fact, table, column, term, other term, value) and the fits behind them."""

    cells: dict[Key, str] = field(default_factory=dict)
    facts: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    columns: dict[tuple[str, str], Column] = field(default_factory=dict)
    moments: dict[str, np.ndarray] = field(default_factory=dict)
    printer: Printer | None = None
    design: str = "plain"

    def state(
        self, fact: str, table: str = "*", column: str = "*", term: str = "", other: str = "", value: str = ""
    ) -> None:
        self.facts.append((fact, table, column, term, other, value))
