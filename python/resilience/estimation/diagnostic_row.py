"""A row of results.diagnostics before its keys: which diagnostic, of what, its value, p-value or none, and a note."""

from __future__ import annotations

Row = tuple[str, str, float | None, float | None, str]
COLUMNS = ["diagnostic", "item", "value", "p_value", "note"]
