"""What a user states of a file against what its own tables say: one of the two is wrong, and neither is believed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from resilience.ingest.cell import Cell
from resilience.ingest.grid import Grid
from resilience.ingest.text import plain
from resilience.ingest.words import Words
from resilience.project.errors import Problem, UserError

UNIT = re.compile(r"(?:单位|unit)\s*[:：]\s*([^()（）]+)", re.IGNORECASE)
BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")


def require_no_contradiction(
    file: Path, grids: Sequence[Grid], cells: Sequence[Cell], stated: dict[str, str], words: Words
) -> None:
    """Refuses a stated indicator or unit where a table of the file names another one that is known.

    Raises:
        UserError: with both, and the sheet.
    """
    for grid in grids:
        own = [cell for cell in cells if cell.sheet == grid.sheet]
        if not own:
            continue
        above = _lines_above(grid, own)
        names = list(dict.fromkeys(cell.indicator_text for cell in own if cell.indicator_text))
        units = list(dict.fromkeys(cell.unit_text for cell in own if cell.unit_text))
        said = {
            "indicator": _indicators(names or [*above, grid.sheet], words),
            "unit": {text: words.unit_codes.get(plain(text), set()) for text in units or _units(above)},
        }
        for key, found in said.items():
            meant = _meant(key, stated.get(key, ""), words)
            others = [text for text, codes in found.items() if codes]
            if meant and others and not any(found[text] & meant for text in others):
                place = f"{file}, sheet {grid.sheet}" if grid.sheet else str(file)
                remedy = f"leave out --{key}, or correct what the table says; sheets of several: split the file"
                what = f"--{key} {stated[key]}, the table says {', '.join(others)}"
                raise UserError("", [Problem(place, what, f"one {key} said in both", remedy)])


def _meant(key: str, text: str, words: Words) -> set[str]:
    if key == "unit":
        return set(words.unit_codes.get(plain(text), set()))
    return {each.indicator_code for each in words.indicators.get(plain(text), [])}


def _lines_above(grid: Grid, cells: Sequence[Cell]) -> list[str]:
    """The texts before the first figure that stand alone in their row or say a unit: titles, not headings."""
    first = min(cell.row_number for cell in cells)
    rows = [row for number, row in zip(grid.numbers, grid.rows, strict=True) if number < first]
    return [text for row in rows for text in row if text and (len(set(filter(None, row))) == 1 or UNIT.search(text))]


def _units(lines: Iterable[str]) -> list[str]:
    """The units that titles say: 单位：万元, or in brackets, 年末常住人口(万人)."""
    return [text.strip() for line in lines for text in [*UNIT.findall(line), *(BRACKETS.findall(line))] if text.strip()]


def _indicators(texts: Iterable[str], words: Words) -> dict[str, set[str]]:
    """Known name in the texts -> codes; of names within one another the longest counts."""
    found: dict[str, set[str]] = {}
    for text in texts:
        folded = unicodedata.normalize("NFKC", text).lower()
        inside = [name for name in words.indicators if _is_inside(name.lower(), folded, plain(folded))]
        for name in inside:
            if not any(name != other and name.lower() in other.lower() for other in inside):
                found[name] = {each.indicator_code for each in words.indicators[name]}
    return found


def _is_inside(name: str, folded: str, packed: str) -> bool:
    """Whether a plain name stands in a text; a Latin one between other letters is a part of another word."""
    if not name.isascii():
        return name in packed
    letters = r"\s*".join(map(re.escape, name))
    return re.search(rf"(?<![a-z0-9_]){letters}(?![a-z0-9_])", folded) is not None
