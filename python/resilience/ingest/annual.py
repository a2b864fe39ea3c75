"""Months, quarters and half-years made years, where the user asks for it: complete years only.

A table of twelve months is twelve tables of one figure a year: each is read so, and their figures are put together.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from resilience.ingest.balance import Account, LeftOut
from resilience.ingest.cell import Cell
from resilience.ingest.grid import Grid, of_rows
from resilience.ingest.heading import rightwards
from resilience.ingest.layouts import DEEPEST
from resilience.ingest.period import MONTH, hyphens, is_year, part_of_year
from resilience.ingest.refusal import refuse, refuse_file
from resilience.ingest.roles import role_of
from resilience.ingest.sheets import read_sheets
from resilience.ingest.text import plain
from resilience.ingest.words import Words
from resilience.ingest.written_number import number
from resilience.ingest.years import of_line

WAYS: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "sum": lambda figures: sum(figures, Decimal(0)),
    "mean": lambda figures: sum(figures, Decimal(0)) / len(figures),
    "last": lambda figures: figures[-1],
}
MARKS = {"months": "M", "quarters": "Q", "half-years": "H"}
NUMBERED = {"M": 12, "Q": 4, "H": 2}
Y, NTH = r"(?P<year>(?:19|20)\d\d)", r"(?P<nth>[1-4一二三四]|I{1,3}|IV|first|second|third|fourth|1st|2nd|3rd|4th)"
FORMS = {
    "M": (
        rf"{Y}(?:年|[-/.]|M)(?P<nth>1[0-2]|0?[1-9])月?(?:份|末|底)?", rf"{Y}(?P<nth>0[1-9]|1[0-2])",
        rf"{Y}年?(?P<nth>十[一二]?|[一二三四五六七八九])月份?", rf"(?P<nth>1[0-2]|0?[1-9])(?:月,?|[-/.]){Y}年?",
        rf"{Y}年?[-,]?(?P<nth>{MONTH})", rf"(?P<nth>{MONTH})[-,]?{Y}",
    ),
    "Q": (
        rf"(?=.*(?:Q|季|I)){Y}年?[-:./]?(?:Q|第)?{NTH}(?:季度?|Q|quarter)?末?", rf"Q{NTH}[-,/]?{Y}",
        rf"{NTH}(?:Q|quarter)(?:of)?[-,/]?{Y}",
    ),
    "H": (rf"{Y}年?(?P<nth>[上下])半年", rf"{Y}年?[-:]?[HS](?P<nth>[12])", rf"[HS](?P<nth>[12])-?{Y}"),
}  # fmt: skip
DAY = re.compile(rf"{Y}-(?P<month>\d\d)-(?P<day>\d\d)")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
ORDERS = (
    list("一二三四五六七八九十"),
    ["上", "下"],
    ["first", "second", "third", "fourth"],
    ["i", "ii", "iii", "iv"],
    MONTHS,
)
ORDER = {name: at for names in ORDERS for at, name in enumerate(names, start=1)} | {"十一": 11, "十二": 12}


class Part(NamedTuple):
    """A part of a year: the third month is (2020, 3, "M")."""

    year: str
    nth: int
    mark: str


def read_annual(file: Path, grids: Sequence[Grid], words: Words, way: str) -> tuple[str, list[Cell], Account]:
    """The shape of a file of parts of years, the figures of its complete years, and what became of its cells.

    Args:
        way: sum, mean or last, for flows, averages and stocks.

    Raises:
        UserError: no sheet has parts of years, no year is complete, or a table cannot be read.
    """
    parts: dict[tuple[int, *tuple[str, ...]], dict[int, Cell]] = defaultdict(dict)
    accounts, shape = [], ""
    for grid in grids:
        for nth, of, each in _tables_of_parts(file, grid):
            shape, cells, account = read_sheets(file, [each], words)
            accounts.append(account)
            for cell in cells:
                first = parts[of, *cell.key].setdefault(nth, cell)
                if first.value_text != cell.value_text:
                    found = f"{' '.join(filter(None, cell.key))}, part {nth}: {first.value_text} and {cell.value_text}"
                    raise refuse_file(file, found, "each figure once", "delete the sheet that is wrong")
    if not parts:
        read_sheets(file, grids, words)  # says what other periods there are
        remedy = "leave out --annual: it is for months, quarters and half-years"
        raise refuse_file(file, "no parts of years", "months, quarters or half-years", remedy)
    whole = [[cells[nth] for nth in sorted(cells)] for (of, *_), cells in parts.items() if _is_complete(cells, of)]
    if not whole:
        found = f"no year with all of its {next(iter(parts))[0]} figures"
        remedy = "take a table of whole years, or one of more months"
        raise refuse_file(file, found, "one complete year", remedy)
    n_all = sum(bool(cell.value_text) for cells in parts.values() for cell in cells.values())
    account = _account(grids, accounts, n_used=sum(map(len, whole)), n_all=n_all)
    return shape, [_made(cells, way) for cells in whole], account


def part(text: str) -> Part | None:
    """The part of a year that a heading is; None where it is a year, cumulated, or none.

    A day that begins or ends a month stands for it.
    """
    heading = hyphens(plain(text)).lower()
    for mark, forms in FORMS.items():
        for form in forms:
            if match := re.fullmatch(form, heading, re.IGNORECASE):
                nth = match["nth"]
                known = ORDER.get(nth) or ORDER.get(nth[:3]) or int(re.sub(r"\D", "", nth))
                return Part(match["year"], known, mark)
    if (match := DAY.fullmatch(heading)) and 1 <= int(match["month"]) <= 12:
        year, month = int(match["year"]), int(match["month"])
        is_end = int(match["day"]) in (1, calendar.monthrange(year, month)[1])
        return Part(match["year"], month, "D") if is_end else None
    return None


def _tables_of_parts(file: Path, grid: Grid) -> Iterator[tuple[int, int, Grid]]:
    """Which of how many parts, and the table of it as one of years; nothing where a sheet has no parts."""
    rows = _joined([list(row) for row in grid.rows])
    for at, row in enumerate(rows[:DEEPEST]):
        columns = [column for column, text in enumerate(row) if text and part(text)]
        if not columns or sum(map(bool, row)) < 2:
            continue
        below = [each[columns[0]] for each in rows[at:] if sum(map(bool, each)) > 1 and columns[0] < len(each)]
        if at and all(part(text) or is_year(text) for text in below if text):
            _require_one_kind(file, grid, at, below)
            yield from _down(file, grid, rows, at, columns[0])
        else:
            yield from _across(file, grid, rows, at, columns)
        return


def _down(file: Path, grid: Grid, rows: list[list[str]], first: int, column: int) -> Iterator[tuple[int, int, Grid]]:
    texts = {at: row[column] for at, row in enumerate(rows) if at >= first and column < len(row)}
    parts = {at: found for at, text in texts.items() if (found := part(text))}
    numbers, of = _numbered(file, grid, first, parts)
    for nth in sorted(set(numbers.values())):
        kept = {at: row for at, row in enumerate(rows) if numbers.get(at, nth) == nth}
        years = {at: _put(row, column, parts[at].year) if at in parts else row for at, row in kept.items()}
        yield nth, of, _grid(grid, {at: _cleared(row, column) if at < first else row for at, row in years.items()})


def _across(
    file: Path, grid: Grid, rows: list[list[str]], header: int, columns: list[int]
) -> Iterator[tuple[int, int, Grid]]:
    _require_one_kind(file, grid, header, rows[header])
    parts = {column: found for column in columns if (found := part(rows[header][column]))}
    numbers, of = _numbered(file, grid, header, parts)
    head = [parts[at].year if at in parts else text for at, text in enumerate(rows[header])]
    for nth in sorted(set(numbers.values())):
        body = [
            [text if numbers.get(at, nth) == nth else "" for at, text in enumerate(row)]
            for row in [head, *rows[header + 1 :]]
        ]
        yield nth, of, _grid(grid, dict(enumerate([*map(_cleared, rows[:header]), *body])))


def _require_one_kind(file: Path, grid: Grid, position: int, texts: list[str]) -> None:
    if years := [text for text in texts if is_year(text) and not part(text)]:
        remedy = "delete the whole years, or their parts"
        found = f"{years[0]} beside {next(filter(part, texts))}"
        raise refuse(file, grid, position, found, "one kind of period", remedy)


def _grid(grid: Grid, rows: dict[int, list[str]]) -> Grid:
    numbered = ((grid.numbers[at], row) for at, row in rows.items())
    return of_rows(
        grid.sheet, grid.encoding, numbered, ends_whole=grid.ends_whole, formulas=grid.formulas, merged=grid.merged
    )


def _numbered(file: Path, grid: Grid, position: int, parts: dict[int, Part]) -> tuple[dict[int, int], int]:
    """Which part each is, of how many; days at the ends of quarters are those of quarters."""
    marks = {found.mark for found in parts.values()}
    if len(marks) > 1:
        remedy = "keep one kind, and delete the others"
        raise refuse(file, grid, position, "parts of several kinds", "months, or quarters, or half-years", remedy)
    numbers = {at: found.nth for at, found in parts.items()}
    if marks == {"D"} and (set(numbers.values()) <= {3, 6, 9, 12} or set(numbers.values()) <= {1, 4, 7, 10}):
        return {at: (nth + 2) // 3 for at, nth in numbers.items()}, NUMBERED["Q"]
    return numbers, NUMBERED.get(next(iter(marks)), NUMBERED["M"])


def _joined(rows: list[list[str]]) -> list[list[str]]:
    """Years and their parts in two columns, or in two rows of a header, as one text: 2020M3."""
    for at, row in enumerate(rows[:-1]):
        years = [column for column, text in enumerate(row) if role_of(text) == "year" and not part_of_year(text)]
        nths = [column for column, text in enumerate(row) if part_of_year(text) in MARKS and not part(text)]
        if len(years) == len(nths) == 1:
            mark = MARKS[part_of_year(row[nths[0]])]
            for each in rows[at + 1 :]:
                if max(*years, *nths) < len(each) and (found := _of_no_year(each[nths[0]], mark)):
                    each[years[0]], each[nths[0]] = f"{each[years[0]]}{found}", ""
            row[nths[0]] = ""
            return rows
        below = rows[at + 1]
        named = [text for text in below[1:] if text]
        if any(map(is_year, row)) and not below[0] and named and all(map(_of_no_year, named)):
            over = rightwards([text if is_year(text) else "" for text in row])
            joined = [
                f"{over[column][:4]}{_of_no_year(text)}" if text else row[column] for column, text in enumerate(below)
            ]
            return [*rows[:at], joined, [""] * len(below), *rows[at + 2 :]]
    return rows


def _of_no_year(text: str, mark: str = "") -> str:
    """M3 of 3月, of March, or of 3 where months are meant; empty where a text is no part."""
    forms = (f"2000{mark}{text}", f"2000年{text}", f"2000{text}")
    found = next(filter(None, map(part, forms)), None) if text else None
    return f"{found.mark}{found.nth}" if found else ""


def _cleared(row: list[str], column: int | None = None) -> list[str]:
    """A row above the figures without what says that they are of months."""
    texts = [re.sub(r"_?当[期月季]值", "", text) for text in row]
    return [
        "年份" if at == column and part_of_year(text) else "" if text and of_line([text]) in MARKS else text
        for at, text in enumerate(texts)
    ]


def _put(row: list[str], column: int, text: str) -> list[str]:
    return [*row[:column], text, *row[column + 1 :]]


def _is_complete(cells: dict[int, Cell], size: int) -> bool:
    return len(cells) == size and all(number(cell.value_text) is not None for cell in cells.values())


def _made(cells: list[Cell], way: str) -> Cell:
    figures = [Decimal(plain(cell.value_text).replace(",", "")) for cell in cells]
    return replace(cells[-1], value_text=format(WAYS[way](figures), "f"))


def _account(grids: Sequence[Grid], accounts: Sequence[Account], *, n_used: int, n_all: int) -> Account:
    """Every cell once: a figure of a complete year, left out, or one of the texts around them."""
    n_cells = sum(len(grid.cells) for grid in grids)
    left_out = [LeftOut("file", "figures of incomplete years", n_all - n_used)] if n_all > n_used else []
    left_out += [block for block in accounts[0].left_out if block.reason in ("title", "note")]
    n_labels = n_cells - n_used - sum(block.n_cells for block in left_out)
    return Account(n_cells, n_used, 0, n_labels, tuple(left_out))
