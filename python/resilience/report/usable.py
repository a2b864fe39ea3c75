"""Which test of a coefficient a table shows, which may be read, and what was measured of their size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from resilience.project.messages import Bilingual, joined, message
from resilience.report.labels import in_words
from resilience.report.numbers import number, p_value, percent, stars
from resilience.report.sentence import ends

if TYPE_CHECKING:
    from resilience.estimation.specification import Table
    from resilience.report.frames import Frames

UNUSABLE = "†"
SHOWN = ("CRV1", "CRV3", "wild", "permutation")  # whose p has a line of its own under the coefficient


class Tests:
    """The tests of one table's coefficients, as the audit judged them."""

    def __init__(self, table: Table, data: Frames):
        self._table = table
        self._estimates = _by_key(data.estimates, table.id, ["column_id", "term", "se_type"])
        self._careful = _by_key(data.careful, table.id, ["column_id", "term"])
        self._usability = data.usability[data.usability["table_id"] == table.id]
        self._usable = {
            key: row["is_usable"]
            for key, row in _by_key(self._usability, table.id, ["column_id", "term", "se_type"]).items()
        }
        self._errors = [name for name in table.errors if name.startswith(SHOWN) and "," not in name]

    def estimate(self, column: str, term: str) -> str:
        """The coefficient with the stars of its most careful usable test; without one it is marked."""
        text, careful = (
            number(self._value(column, term, self._table.reported, "estimate")),
            self._careful.get((column, term)),
        )
        return text + (stars(careful["p_value"]) if careful else text and UNUSABLE)

    def error(self, column: str, term: str) -> str:
        """The standard error of that test; of one without, that of the column's other coefficients."""
        value = self._value(column, term, self.shown(column, term), "std_error")
        return f"({number(value)})" if value is not None and not pd.isna(value) else ""

    def shown(self, column: str, term: str) -> str:
        """The convention whose standard error stands under the coefficient."""
        own = {
            key: row["se_type"] for key, row in self._careful.items() if key[0] == column and pd.notna(row["std_error"])
        }
        if (column, term) in own:
            return str(own[column, term])
        return str(pd.Series(own).mode().iloc[0]) if own else self._table.reported

    def p_values(self, columns: list[str], term: str) -> list[tuple[str, list[str]]]:
        """Per convention with a line of its own the p of each column, marked where it may not be read."""
        if not any((column, term, name) in self._usable for column in columns for name in self._errors):
            return []
        return [(name, [self._p(column, term, name) for column in columns]) for name in self._errors]

    def conventions(self, column: str) -> str:
        """Those that stand under the coefficients of a column."""
        terms = dict.fromkeys(key[1] for key in self._estimates if key[0] == column)
        return ", ".join(dict.fromkeys(self.shown(column, term) for term in terms if term != "const"))

    def notes(self, terms: list[str]) -> list[Bilingual]:
        """What was measured of the size of the tests of some terms."""
        rows = self._usability[self._usability["term"].isin(terms)]
        if rows.empty:
            return []
        sizes = rows.groupby("se_type")[["size_low", "size_high"]].agg({"size_low": "min", "size_high": "max"})
        tests = [
            message("note.size", test=in_words(name), size=_span(sizes.loc[name]))
            for name in self._table.errors if name in sizes.index
        ]  # fmt: skip
        return [message("note.sizes", tests=joined(tests), mark=UNUSABLE)]

    def _p(self, column: str, term: str, se_type: str) -> str:
        text = p_value(self._value(column, term, se_type, "p_value"))
        return text + (UNUSABLE if text and not self._usable.get((column, term, se_type)) else "")

    def _value(self, column: str, term: str, se_type: str, name: str) -> float | None:
        row = self._estimates.get((column, term, se_type))
        return None if row is None else row[name]


def _by_key(frame: pd.DataFrame, table_id: str, names: list[str]) -> dict[tuple[str, ...], dict[str, Any]]:
    rows = frame[frame["table_id"] == table_id].to_dict("records")
    return {tuple(row[name] for name in names): row for row in rows}


def _span(row: pd.Series) -> Bilingual:
    low, high = (percent(row[name]).removesuffix(" %") for name in ("size_low", "size_high"))
    return ends(low, high)
