"""Which test of a coefficient a table shows, which may be read, and what was measured of their size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from resilience.messages import Bilingual, joined, message
from resilience.reporting.labels import in_words
from resilience.reporting.numbers import number, p_value, percent, stars
from resilience.reporting.sentence import ends

if TYPE_CHECKING:
    from resilience.estimation.study import Table
    from resilience.reporting.frames import Frames

UNUSABLE = "†"
SHOWN = ("CRV1", "CRV3", "wild", "permutation")  # whose p has a line of its own under the coefficient
KEY = ["table_id", "column_id", "term"]


class Tests:
    """The tests of one table's coefficients, as the audit judged them."""

    def __init__(self, table: Table, data: Frames):
        own = data.estimates[data.estimates["table_id"] == table.id]
        self._table = table
        self._estimates = own.set_index(["column_id", "term", "se_type"])
        self._careful = _indexed(data.careful, table.id, ["column_id", "term"])
        self._usability = _indexed(data.usability, table.id, ["column_id", "term", "se_type"])
        self._errors = [name for name in table.errors if name.startswith(SHOWN) and "," not in name]

    def estimate(self, column: str, term: str) -> str:
        """The coefficient with the stars of its most careful usable test; without one it is marked."""
        text, key = number(self._value(column, term, self._table.reported, "estimate")), (column, term)
        return text + (stars(self._careful.at[key, "p_value"]) if key in self._careful.index else text and UNUSABLE)

    def error(self, column: str, term: str) -> str:
        """The standard error of that test; of one without, that of the column's other coefficients."""
        value = self._value(column, term, self.shown(column, term), "std_error")
        return f"({number(value)})" if value is not None and not pd.isna(value) else ""

    def shown(self, column: str, term: str) -> str:
        """The convention whose standard error stands under the coefficient."""
        key = (column, term)
        if key in self._careful.index and pd.notna(self._careful.at[key, "std_error"]):
            return self._careful.at[key, "se_type"]
        own = self._careful[self._careful.index.get_level_values("column_id") == column].dropna(subset=["std_error"])
        return own["se_type"].mode().iloc[0] if len(own) else self._table.reported

    def p_values(self, columns: list[str], term: str) -> list[tuple[str, list[str]]]:
        """Per convention with a line of its own the p of each column, marked where it may not be read."""
        if not any((column, term, name) in self._usability.index for column in columns for name in self._errors):
            return []
        return [(name, [self._p(column, term, name) for column in columns]) for name in self._errors]

    def conventions(self, column: str) -> str:
        """Those that stand under the coefficients of a column."""
        own = self._estimates.index.get_level_values("column_id") == column
        terms = dict.fromkeys(self._estimates.index[own].get_level_values("term"))
        return ", ".join(dict.fromkeys(self.shown(column, term) for term in terms if term != "const"))

    def notes(self, terms: list[str]) -> list[Bilingual]:
        """What was measured of the size of the tests of some terms."""
        rows = self._usability.reset_index()
        rows = rows[rows["term"].isin(terms)] if len(rows) else rows
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
        key = (column, term, se_type)
        is_usable = key in self._usability.index and self._usability.at[key, "is_usable"]
        return text + (UNUSABLE if text and not is_usable else "")

    def _value(self, column: str, term: str, se_type: str, name: str) -> float | None:
        key = (column, term, se_type)
        return self._estimates.at[key, name] if key in self._estimates.index else None


def _indexed(frame: pd.DataFrame, table_id: str, names: list[str]) -> pd.DataFrame:
    return frame[frame["table_id"] == table_id].set_index(names)


def _span(row: pd.Series) -> Bilingual:
    low, high = (percent(row[name]).removesuffix(" %") for name in ("size_low", "size_high"))
    return ends(low, high)
