"""Refuses tables of months, quarters and other parts of a year; and finds the year that a table's title names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from resilience.ingest.grid import Grid
from resilience.ingest.period import NUMERIC, hyphens, is_year, part_of_year, part_of_year_inside, year_and_unit
from resilience.ingest.refusal import not_of_years, refuse
from resilience.ingest.roles import is_number_or_mark
from resilience.ingest.text import plain

TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?(?!\d)")
# What a line on the database or the time says of the whole table.
OF_TABLE = {
    "months": re.compile(r"月度|月报|分月|\d+个月|\bmonth(s|ly)?\b", re.IGNORECASE),
    "quarters": re.compile(r"季度|季报|分季|\bquarter(s|ly)?\b", re.IGNORECASE),
}
RECENT = re.compile(r"(?:最近|last|latest)\s*\d+\s*个?(月|months?|季度|quarters?)", re.IGNORECASE)
BESIDE_YEARS = ("days", "spans of years")
SHEET_NUMBER = re.compile(r"S[12]", re.IGNORECASE)  # a half-year where nothing else says the period
OF_SEVERAL_MONTHS = ("cumulated months", "quarters", "half-years")
CLAUSE = re.compile(r"[,;，；、。\n()]|\.\s")
# A change of method or a revision happens in a month; the figures are of years all the same.
FROM_THEN = re.compile(
    r"[自从由于].*(?:起|开始|后)|起[,，]?|开始|修订|调整|普查|上年同期|1月?[-~至到—]12月"
    r"|\b(?:since|from|starting|beginning|as from|revised|revision|census)\b",
    re.IGNORECASE,
)
ARE_OF = re.compile(r"[为是系]|[数值额]$|\b(?:are|is|data|figures?|values?|refers?)\b", re.IGNORECASE)
SIX_DIGITS = re.compile(r"\d{6}")
DATED = re.compile(
    r"发布|公布|更新|下载|制表|打印|导出|查询|印发|采集|日期"
    r"|\b(published|updated?|released?|downloaded|retrieved|accessed|printed|as of|(?<!to[- ])date)\b",
    re.IGNORECASE,
)


def require_years(file: Path, grid: Grid, header: int | None, is_role: Callable[[str], bool]) -> None:
    """Refuses a table whose lines above, headings or row labels are of other periods than calendar years.

    Args:
        header: the row of its header; None where none was found, so that months across are not told as "no header".
        is_role: whether a plain text says what a column of labels is.

    Raises:
        UserError: with the row and the text.
    """
    names_years = header is not None and any(map(is_year, grid.rows[header]))
    require_annual_sheet(file, grid, names_years=names_years)
    for position, row in enumerate(grid.rows[: header or 0]):  # first: months may be added up, these may not
        if of_line([text for text in row if text]) == "cumulated months":
            raise not_of_years(file, grid, position, next(filter(None, row)), "cumulated months")
    is_above = True
    for position, row in enumerate(grid.rows if header is None else grid.rows[: header + 1]):
        texts = [text for text in row if text]
        is_above = is_above and position != header and (header is not None or len(set(texts)) == 1)
        if is_above and (kind := of_line(texts)):
            raise not_of_years(file, grid, position, texts[0], kind)
        free = not row[0] or any(is_role(plain(text)) for text in texts)
        is_dated = position != header and DATED.search(row[0]) is not None
        for text in texts if len(texts) > 1 and not is_dated else ():
            kind = part_of_year(text)
            if kind and (free or (position == header and text is not row[0]) or not NUMERIC.fullmatch(plain(text))):
                raise not_of_years(file, grid, position, text, kind)
            if position == header and (kind := part_of_year_inside(text)):
                raise not_of_years(file, grid, position, text, kind)
    if header is None:
        _require_no_months_down(file, grid)
    else:
        require_annual_notes(file, grid, header)
        _require_no_months_beside(file, grid, header)


def require_annual_sheet(file: Path, grid: Grid, *, names_years: bool) -> None:
    """Refuses a sheet whose name says a part of a year; beside years, a day or a span of years says nothing new."""
    kind = "" if DATED.search(grid.sheet) else part_of_year_inside(grid.sheet)
    if kind and not (names_years and (kind in BESIDE_YEARS or SHEET_NUMBER.fullmatch(grid.sheet))):
        raise not_of_years(file, grid, None, f"sheet {grid.sheet}", kind)


def require_annual_notes(file: Path, grid: Grid, header: int) -> None:
    """Refuses a table under or beside which a text says that figures are of a part of a year."""
    for position in range(header + 1, len(grid.rows)):
        texts = [text for text in grid.rows[position] if text and not is_number_or_mark(text)]
        is_note = len(texts) == sum(map(bool, grid.rows[position]))
        for text in [" ".join(dict.fromkeys(texts))] if is_note else texts:
            if kind := _of_note(text):
                raise not_of_years(file, grid, position, text, kind)


def year_above(file: Path, grid: Grid, header_row: int) -> str:
    """The one year that the lines above a header, or the sheet, name; empty where the user has to state it.

    Raises:
        UserError: they name several, or a part of one.
    """
    above = "\n".join(text for row in grid.rows[:header_row] for text in row)
    of_sheet = year_and_unit(grid.sheet)
    years = sorted({*TITLE_YEAR.findall(above), *(of_sheet or ())[:1]})
    if not years and not DATED.search(grid.sheet):  # 2018年GDP
        years = sorted(set(TITLE_YEAR.findall(grid.sheet)))
    if len(years) > 1:
        remedy = "keep the year of the figures in the title, as in (2019年)"
        raise refuse(file, grid, 0, f"years {', '.join(years)} in the title", "one year", remedy)
    return years[0] if years else ""


def _of_note(text: str) -> str:
    """What a text says of the period of figures, clause by clause; a month it may mention for any reason."""
    for clause in CLAUSE.split(unicodedata.normalize("NFKC", text)):
        if DATED.search(clause) or FROM_THEN.search(clause):
            continue
        kind = part_of_year_inside(clause)
        if kind in OF_SEVERAL_MONTHS or (kind == "months" and ARE_OF.search(clause)):
            return kind
    return ""


def of_line(texts: list[str]) -> str:
    """What a line above a table says of its period: a title, or 时间：2020年10月; the day of publication is none."""
    line = " ".join(dict.fromkeys(texts))
    if len(set(texts)) != 1 and texts[0][-1] not in ":：":
        return ""
    if DATED.search(line):
        return _of_note(line)
    role, colon, rest = hyphens(unicodedata.normalize("NFKC", line)).partition(":")
    if colon and re.search(
        r"数据库|时间|时期|统计期|报告期|期间|频率|database|time|period|frequency", role, re.IGNORECASE
    ):
        if recent := RECENT.match(rest.strip()):  # how many a query showed
            return "quarters" if recent[1][0].lower() in "季q" else "months"
        if kind := part_of_year(rest.strip()):
            return "" if kind == "spans of years" else kind
        return next((kind for kind, of in OF_TABLE.items() if of.search(rest)), "") or part_of_year_inside(rest)
    kind = part_of_year_inside(line)
    return "" if kind == "days" else kind  # the day of a download


def _require_no_months_beside(file: Path, grid: Grid, header: int) -> None:
    """No second row of a header, and no column, says months or quarters of the years that others say."""
    for text in grid.rows[header + 1] if header + 1 < len(grid.rows) and not grid.rows[header + 1][0] else ():
        if (kind := part_of_year(text)) and not NUMERIC.fullmatch(plain(text)):
            raise not_of_years(file, grid, header + 1, text, kind)
    for column, name in enumerate(grid.rows[header]):
        texts = [text for at in range(header + 1, len(grid.rows)) if (text := grid.at(at, column))]
        are_packed = len(texts) > 2 and all(SIX_DIGITS.fullmatch(text) for text in texts)
        if texts and all(map(part_of_year, texts)) and (are_packed or not any(map(NUMERIC.fullmatch, texts))):
            raise not_of_years(file, grid, header, f"column {name}, {texts[0]}", part_of_year(texts[0]))


def _require_no_months_down(file: Path, grid: Grid) -> None:
    for column in (0, 1):
        texts = [(at, row[column]) for at, row in enumerate(grid.rows) if column < len(row) and sum(map(bool, row)) > 1]
        below = [(at, text) for at, text in texts[1:] if text]
        if len(below) > 1 and all(part_of_year(text) for _, text in below):
            at, text = below[0]
            raise not_of_years(file, grid, at, text, part_of_year(text))
