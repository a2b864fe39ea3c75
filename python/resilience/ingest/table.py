"""A table whose layout is known -> cells; every cell of its sheet is accounted for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from resilience.ingest.cell import Cells, Reading
from resilience.ingest.grid import Grid
from resilience.ingest.heading import CHINESE, UNIT_ABOVE
from resilience.ingest.layouts import Layout, find_layouts
from resilience.ingest.notes import BELOW, is_total_of_formulas, looks_like_note, require_no_cut
from resilience.ingest.period import is_year, year_and_unit
from resilience.ingest.refusal import NoTableError, place, refuse
from resilience.ingest.roles import ABOVE, MEANS, is_number_or_mark, role_of
from resilience.ingest.text import name_and_unit, plain
from resilience.ingest.words import Words
from resilience.project.errors import Problem


def read_table(file: Path, grid: Grid, words: Words) -> tuple[str, Reading]:
    """The shape of a sheet, and every figure of its table.

    Raises:
        NoTableError: no row is a header.
        UserError: a label stands twice with different figures, a row does not fit the header, units or headers
            contradict each other, or no region or no year is stated.
    """
    layouts = find_layouts(file, grid, words)
    if not layouts:
        raise _no_table(file, grid)
    _require_whole(file, grid)
    return layouts[0].shape, read_layouts(file, grid, layouts, words)


def read_layouts(file: Path, grid: Grid, layouts: list[Layout], words: Words) -> Reading:
    """Every figure of the blocks of a sheet, with the account of all of its cells."""
    cells = Cells(file, grid)
    _account_above(cells, layouts[0])
    for layout in layouts:
        _Block(cells, layout, words).read()
    return cells.finish()


def _account_above(cells: Cells, layout: Layout) -> None:
    """Lines above the table: what they state is a label, all else a title."""
    for position in range(layout.header):
        row = cells.grid.rows[position]
        stated = [at for at, text in enumerate(row) if _states(layout, text)]
        cells.ledger.label(position, stated)
        cells.ledger.leave(position, "title")


def _states(layout: Layout, text: str) -> bool:
    if match := ABOVE.match(text):
        return MEANS.get(match[1].lower(), match[1].lower()) in layout.said
    if "unit" in layout.said and UNIT_ABOVE.search(text):
        return True
    return bool(text) and name_and_unit(text)[0] in (layout.said.get("region"), layout.said.get("indicator"))


MARK = re.compile(r"[(（]?(?:\d{1,2}|[a-zA-Z]|[*†‡①-⑳]+)[)）.、]?")  # of a note: 1), a, *


@dataclass
class _Block:
    """One table below its header: where it ends, and what its rows say so far."""

    cells: Cells
    layout: Layout
    words: Words
    said: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def read(self) -> None:
        layout, grid = self.layout, self.cells.grid
        rows = range(layout.first, layout.end)
        last = max((at for at in rows if self._has_figures(at)), default=0)
        self.said, note = layout.said, None
        for position in range(layout.header, layout.first):
            self._account(position)
            self.cells.ledger.label(position, layout.figures)
        for position in rows:
            if grid.rows[position] == grid.rows[layout.header]:  # a printed page break repeats the header
                self.cells.ledger.leave(position, "the header again")
            elif section := self._section(position, last):
                self.said, self.labels = {**self.said, **section}, {}
                self.cells.ledger.label(position)
            elif not any(text and at not in layout.left_out for at, text in enumerate(grid.rows[position])):
                self._account(position)
            elif reason := self._no_row(position, last):
                self.cells.ledger.leave(position, reason)
                note = position if note is None and reason == "note" else note
            elif note is not None and position <= last:
                found, remedy = "a second table", "split the file, one table in each"
                expected = f"one table, which ends in row {grid.number(note)}"
                raise refuse(self.cells.file, grid, position, found, expected, remedy)
            else:
                self._row(position)

    def _row(self, position: int) -> None:
        layout, grid = self.layout, self.cells.grid
        self._require_fit(position)
        here = {role: grid.at(position, at) for role, at in layout.labels.items()}
        if not any(text for role, text in here.items() if role not in ("unit", "code")) and here:
            remedy = "label the row or delete it"
            raise refuse(self.cells.file, grid, position, "figures without a label", "a label in every row", remedy)
        before = self.labels if layout.fills else {}
        self.labels = {role: text or before.get(role, "") for role, text in here.items()}
        self._account(position)
        for column, says in layout.figures.items():
            said = _texts({**self.said, **self.labels, **says}, self.words)
            if not said["region"]:
                remedy = "write a line 地区：北京市 above the table, or name the sheet by its region"
                found, expected = "no region", "a column or a line that names it"
                raise refuse(self.cells.file, grid, position, found, expected, remedy)
            self.cells.add(position, column, **said)

    def _account(self, position: int) -> None:
        """The labels of a row, and its columns that are left out."""
        figures = self.layout.figures
        labels = {*self.layout.labels.values(), *([0] if position < self.layout.first and 0 not in figures else [])}
        self.cells.ledger.label(position, sorted(labels - self.layout.left_out.keys()))
        for column, reason in self.layout.left_out.items():
            self.cells.ledger.leave(position, reason, [column])

    def _section(self, position: int, last: int) -> dict[str, str]:
        """What a text alone in a row says of the rows below: a region or an indicator that nothing else says."""
        texts = [text for text in self.cells.grid.rows[position] if text]
        said = {role for says in self.layout.figures.values() for role in {*says, *self.layout.labels}}
        if len(set(texts)) != 1 or position > last or self._has_figures(position):
            return {}
        name, unit = name_and_unit(texts[0])
        if "region" not in said and self.words.is_region(texts[0]):
            return {"region": texts[0]}
        is_measure = plain(name) in self.words.indicators or plain(unit) in self.words.units
        if is_measure and not said & {"indicator", "code"}:
            return {"indicator": name, "unit": unit}
        return {}

    def _no_row(self, position: int, last: int) -> str:
        """Why a row is none of the table: a note, a heading between rows; empty where it is one."""
        grid = self.cells.grid
        row = grid.rows[position]
        texts = list(dict.fromkeys(text for text in row if text))
        looks = any(map(looks_like_note, texts))
        if is_total_of_formulas(grid, position, self.layout.figures, self.words):
            return "a total of formulas"
        if self._has_figures(position) or BELOW.match(texts[0]):
            return "" if self._has_figures(position) else "note"
        if position > last and self.layout.end < len(grid.rows):
            return "title of the next block"
        is_aside = position > last and (
            len(self.layout.labels) > 1 or not (grid.is_text or row[0] or any(map(str.isdigit, texts[0])))
        )
        is_remark = position > last and not self.words.is_region(texts[0]) and not any(map(is_year, texts[1:]))
        is_remark &= bool(MARK.fullmatch(texts[0])) or looks_like_note(texts[0])
        is_label = (len(texts) > 1 and not is_remark) or is_year(texts[0]) or self.words.is_region(texts[0])
        is_cut = position <= last and grid.is_text and len(row) < self._width()
        if is_label or is_cut or not (looks or is_aside or (self.words.regions and row[0])):
            return ""
        if position > last:
            require_no_cut(self.cells.file, grid, position, looks=looks)
        return "note" if looks and position > last else "a row without figures"

    def _has_figures(self, position: int) -> bool:
        grid = self.cells.grid
        texts = [(at, grid.at(position, at)) for at in self.layout.figures]
        return any(text and (is_number_or_mark(text) or grid.is_formula(position, at)) for at, text in texts)

    def _width(self) -> int:
        rows = self.cells.grid.rows[self.layout.header : self.layout.first]
        return max(column for row in rows for column, text in enumerate(row) if text) + 1

    def _require_fit(self, position: int) -> None:
        layout, grid, file = self.layout, self.cells.grid, self.cells.file
        row, width = grid.rows[position], self._width()
        expected = f"{width} cells as in the header"
        known = {*layout.labels.values(), *layout.figures, *layout.left_out}
        named = max(map(len, grid.rows[layout.header : layout.first]))
        if beyond := [column for column, text in enumerate(row) if text and column >= named and column not in known]:
            cell = f"{row[beyond[0]]} in column {beyond[0] + 1}, beyond the header"
            found = f"{len(row)} cells" if grid.is_text else cell
            remedy = "look for a separator inside a number, or name the column"
            raise refuse(file, grid, position, found, expected, remedy)
        if grid.is_text and len(row) < width:
            remedy = "the line is cut off, separated otherwise or no row of the table: download it again, or mend it"
            raise refuse(file, grid, position, f"{len(row)} cells", expected, remedy)
        if unnamed := [column for column, text in enumerate(row) if text and column not in known]:
            found = f"{row[unnamed[-1]]} in column {unnamed[-1] + 1}, which has no name"
            raise refuse(file, grid, position, found, "a name over every figure", "name the column or clear it")
        roles = [role for text in row if text and (role := role_of(text))]
        if role_of(next(filter(None, row))) and len(set(roles)) >= len(layout.labels):
            found, remedy = "a second header that differs from the first", "split the file, one table in each"
            raise refuse(file, grid, position, found, "one header", remedy)


def _no_table(file: Path, grid: Grid) -> NoTableError:
    """What helps with the file at hand: a name over the labels beside its years, or a description of its columns."""
    is_chinese = any(CHINESE.search(text) for row in grid.rows for text in row)
    expected = "a line 地区, 2020年, 2019年, …" if is_chinese else "a line Region, 2019, 2020, …"
    years = next((at for at, row in enumerate(grid.rows) if sum(map(is_year, row)) > 1), None)
    if years is not None:
        remedy = f"write {'地区' if is_chinese else 'Region'} over the names of regions, beside the years"
    elif grid.rows and sum(map(bool, grid.rows[0])) > 1:
        remedy = f"say what the columns are: resilience ingest --describe '{file}'"
    else:
        remedy = "keep the line that names the columns, and their years"
    problem = Problem(place(file, grid, years or 0), "no header that is understood", expected, remedy)
    return NoTableError(f"{file.name} was not read.", [problem])


def _require_whole(file: Path, grid: Grid) -> None:
    """A download that begins with 数据库： ends with 数据来源： or with a complete line."""
    is_download = bool(grid.rows[0]) and grid.rows[0][0].startswith("数据库")
    if is_download and not grid.ends_whole and not any(row and BELOW.match(row[0]) for row in grid.rows):
        last, remedy = len(grid.rows) - 1, "download it again"
        raise refuse(file, grid, last, "the file breaks off", "a last line 数据来源：…", remedy)


def _texts(said: dict[str, str], words: Words) -> dict[str, str]:
    """What a row, a column and the lines above say of a figure; without a unit, the one in brackets counts.

    A code wins over a name, unless the seeds are known not to know it. A scale is a part of the unit.
    """
    code, name, unit = said.get("code", ""), said.get("indicator", ""), said.get("unit", "")
    indicator = name if name and words.indicators and plain(code) not in words.indicators else code or name
    if not unit:
        indicator, unit = name_and_unit(indicator)
    if scale := said.get("scale", "").removesuffix(".0"):
        unit = f"{'' if scale in ('0', 'Units') else f'10^{scale} ' if scale.isdigit() else f'{scale} '}{unit}".strip()
    year = year_and_unit(said.get("year", ""))
    return {
        "region": words.known_part(said.get("region", ""), words.regions),
        "year": year[0] if year else said.get("year", ""),
        "indicator": words.known_part(indicator, words.indicators),
        "industry": said.get("industry", ""),
        "unit": unit,
    }
