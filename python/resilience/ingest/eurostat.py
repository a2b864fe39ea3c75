"""Eurostat's TSV: labels packed into the first column, a flag behind a figure."""

from __future__ import annotations

import re

PACKED = re.compile(r"^\ufeff?\"?([^\t\n]*)\\\s*time(?:_period)?", re.IGNORECASE)
FLAGGED = re.compile(r"(:|[-+]?[\d.]+(?:e[-+]?\d+)?)\s*([a-z]{0,3})", re.IGNORECASE)

Rows = list[tuple[int, list[str]]]


def is_packed(text: str) -> bool:
    """Whether a text begins as such a table: freq,unit,geo\\TIME_PERIOD."""
    return PACKED.match(text) is not None


def unpacked(rows: Rows) -> Rows:
    """Each label in a column of its own, and the flags of a year in a column beside it."""
    (number, head), *body = rows
    names = re.split(r"[,;]", head[0].rpartition("\\")[0])
    years = [cell for year in head[1:] for cell in (year, f"{year} flags")]
    return [(number, [*names, *years]), *((at, _row(row, len(names))) for at, row in body)]


def _row(row: list[str], n_labels: int) -> list[str]:
    labels = re.split(r"[,;]", row[0])
    if len(labels) != n_labels:
        return row  # told by its width
    parts = [match.groups() if (match := FLAGGED.fullmatch(cell)) else (cell, "") for cell in row[1:]]
    return [*labels, *(text for part in parts for text in part)]
