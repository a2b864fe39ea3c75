"""What stands below or between the rows of a table: notes, told from rows that lost their figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from resilience.ingest.grid import Grid
from resilience.ingest.refusal import refuse
from resilience.ingest.text import plain
from resilience.ingest.words import Words

BELOW = re.compile(
    r"^[\s*★]*(注|数据来源|资料来源|来源|说明|备注|附注|"
    r"(note|source|legend|footnote|last\s*updated?|data\s*(source|from|extracted)|copyright)s?\b)",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[。；：:;!?！？()（）\[\]*©]|\.(\s|$)|^\d+[.、)]|^[①-⑳]")
LONG = 16  # longer than a region's name
OTHER_SEPARATOR = re.compile(r"[;\t|，,]\s*[-+]?[\d.…—]|^\S+(?:\s+[-+]?[\d.,…—]+)+$")


def looks_like_note(text: str) -> bool:
    """Whether a text is a sentence rather than a name."""
    return bool(BELOW.match(text) or SENTENCE.search(text)) or len(text) >= LONG


def is_total_of_formulas(grid: Grid, position: int, columns: Iterable[int], words: Words) -> bool:
    """Whether a row has formulas only where figures stand, and the label of no region: its sums can be had anew."""
    used = [column for column in columns if grid.at(position, column)]
    labels = [text for column, text in enumerate(grid.rows[position]) if text and column not in used]
    is_region = any(meant.region_code for text in labels for meant in words.regions.get(plain(text), []))
    knows = not labels or bool(words.regions)
    return bool(used) and all(grid.is_formula(position, column) for column in used) and knows and not is_region


def require_no_cut(file: Path, grid: Grid, position: int, *, looks: bool) -> None:
    """Refuses a last line that may be a row of the table without its figures.

    Raises:
        UserError: the separator of cells changes in the row, or the file breaks off in it.
    """
    row = grid.rows[position]
    if not grid.is_text or len(row) > 1:
        return
    if OTHER_SEPARATOR.search(row[0]) and not BELOW.match(row[0]):
        remedy = "save the file anew with one separator"
        raise refuse(file, grid, position, f"'{row[0][:40]}'", "cells separated as in the header", remedy)
    if position == len(grid.rows) - 1 and not grid.ends_whole and not looks:
        remedy = "the line is cut off: download it again"
        raise refuse(file, grid, position, f"'{row[0][:40]}' without figures", "a whole last line", remedy)
