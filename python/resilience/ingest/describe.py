"""A proposal of the YAML beside a tidy file, from the names and contents of its columns, for the user to correct.

A column has a role when its whole name is a word of the role and its contents agree; what is not understood stays `?`,
which ingestion refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from resilience.ingest.grid import Grid
from resilience.ingest.period import is_year, part_of_year
from resilience.ingest.refusal import not_of_years
from resilience.ingest.roles import MISSING, REGION_CODE, is_identifier, key, role_of
from resilience.ingest.text import name_and_unit, plain
from resilience.ingest.tidy import description_file, first_grid
from resilience.ingest.words import Words
from resilience.ingest.written_number import is_number

PROPOSED = ("region", "year", "indicator", "unit", "industry", "value")


def describe(file: Path, words: Words = Words()) -> str:  # noqa: B008 (frozen)
    """Writes a proposal beside the file, unless there is a description already; gives it with a line on where it is."""
    beside = description_file(file)
    if beside.exists():
        return f"{beside} is there already:\n\n{beside.read_text(encoding='utf-8')}"
    proposal = propose(file, words)
    beside.write_text(proposal, encoding="utf-8")
    asked = "Correct it; each ? stands for what the file does not say, and is refused." if "'?'" in proposal else ""
    return f"{proposal}\nWritten to {beside}. {asked}".rstrip()


def propose(file: Path, words: Words = Words()) -> str:  # noqa: B008 (frozen)
    """A YAML for the file, with `?` for what its columns do not say.

    Raises:
        UserError: the file is one of months or quarters.
    """
    grid = first_grid(file)
    columns = _Columns(grid, words)
    for at, name in enumerate(grid.rows[0]):
        texts = [name, *(columns.texts(at) if role_of(name) == "year" else ())]
        if kind := next(filter(None, map(part_of_year, texts)), ""):
            raise not_of_years(file, grid, 0, f"column {name}", kind)
    roles, doubtful = _roles(columns)
    figures = [name for name in columns.figures() if name not in roles.values()]
    is_long = "value" in roles and ("indicator" in roles or figures == [])
    if not is_long and "value" in roles:
        figures = [name for name in columns.figures() if name not in {**roles, "value": ""}.values()]
        roles.pop("value")
    lines = [f"# What the columns of {file.name} are; correct it, then: resilience ingest '{file}'", "columns:"]
    lines += [f"  {role}: {_quoted(roles.get(role, '?'))}{doubtful.get(role, '')}" for role in ("region", "year")]
    others = ("value", "indicator", "unit", "industry") if is_long else ("industry",)
    lines += [f"  {role}: {_quoted(roles[role])}" for role in others if role in roles]
    if is_long:
        lines += [f"{role}: '?'          # for the whole file" for role in ("indicator", "unit") if role not in roles]
        used = {*roles.values()}
    else:
        lines += ["values:                  # column: what it measures; indicators and units are seeds/reference"]
        lines += [f"  {_quoted(name)}: {_measure(name, words)}" for name in figures]
        lines += [] if figures else ["  '?': {indicator: '?', unit: '?'}"]
        used = {*(roles[role] for role in ("region", "year", "industry") if role in roles), *figures}
    unused = [name for name in grid.rows[0] if name and name not in used]
    lines += [f"# not read: {', '.join(unused)}"] if unused else []
    return "\n".join([*lines, "# source: who published it", "# vintage: when, as in 2026-03-31", ""])


class _Columns:
    """The columns of a file by name, with the first hundred rows."""

    def __init__(self, grid: Grid, words: Words):
        self.names = grid.rows[0]
        self.body = grid.rows[1:101]
        self.markers = words.markers | MISSING

    def texts(self, at: int) -> list[str]:
        return [row[at] for row in self.body if at < len(row) and row[at]]

    def all(self, name: str, holds: Callable[[str], object]) -> bool:
        texts = self.texts(self.names.index(name))
        return bool(texts) and all(holds(text) for text in texts)

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers, and beside them nothing but marks for what is missing."""
        texts = [text for text in self.texts(self.names.index(name)) if plain(text).lower() not in self.markers]
        return bool(texts) and all(map(is_number, texts))

    def figures(self) -> list[str]:
        return [name for name in self.names if name and not is_identifier(name) and self.is_number(name)]


def _roles(columns: _Columns) -> tuple[dict[str, str], dict[str, str]]:
    """Role -> column; and for a role that several columns could have, a remark."""
    roles: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for role in PROPOSED:
        found = [name for name in columns.names if role_of(name) == role and _agrees(role, name, columns)]
        if role == "region" and not found:
            found = [name for name in columns.names if REGION_CODE.fullmatch(key(name))]
        if role == "year" and not found:
            found = [name for name in columns.names if name and columns.all(name, is_year)]
        found = [name for name in found if name not in roles.values()]
        if len(found) == 1:
            roles[role] = found[0]
        elif found:
            doubtful[role] = f"          # {' or '.join(found)}"
    return roles, doubtful


def _agrees(role: str, name: str, columns: _Columns) -> bool:
    if role == "year":
        return columns.all(name, is_year)
    return columns.is_number(name) if role == "value" else not columns.is_number(name)


def _measure(name: str, words: Words) -> str:
    """What a column of figures measures, as far as its name is known."""
    known, unit = name_and_unit(name)
    codes: Iterable[str] = {each.indicator_code for each in words.indicators.get(plain(known), [])}
    indicator = next(iter(codes)) if len(set(codes)) == 1 else "?"
    return f"{{indicator: {_quoted(indicator)}, unit: {_quoted(unit if plain(unit) in words.units else '?')}}}"


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[^\W\d]\w*", text) else "'" + text.replace("'", "''") + "'"
