"""A table under one header row -> cells. The header's words say which columns are labels; all others hold figures.

地区 | 2020年 | 2019年                   regions down, years across (the classic download)
年份 | 北京市 | 天津市                   the same, transposed
指标 | 2020年 | 2019年, 地区：北京市 above   one region, many indicators
地区 | 年份 | 行业 | 就业人员(万人)        labels in columns; one that is left blank goes on from the row above
…, indicator_name, region_name, year, value    one figure a row (the query interface)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from resilience.errors import Problem
from resilience.ingest.cell import Cell, Cells, NoTableError, place, refuse, the_one
from resilience.ingest.grid import Grid
from resilience.ingest.period import is_year, year_and_unit
from resilience.ingest.text import name_and_unit, plain
from resilience.ingest.years import require_years, year_above

ROLES = {
    "region": r"地区|地区名称|省份|省市|省市区|省|region|region_?name|province|area",
    "year": r"年份|年度|年|时间|year|time|period",
    "indicator": r"指标|指标名称|indicators?|indicator_?name|variable",
    "code": r"指标代码|indicator_?code",
    "industry": r"行业|行业门类|行业名称|industry|sector",
    "unit": r"单位|计量单位|units?",
    "value": r"数值|值|value",
}
ROLE = {role: re.compile(f"^({words})$", re.IGNORECASE) for role, words in ROLES.items()}
ABOVE = re.compile(r"^(数据库|指标|时间|地区|单位|database|indicator|time|region|unit)\s*[:：]\s*(.*)$", re.IGNORECASE)
MEANS = {"指标": "indicator", "地区": "region", "单位": "unit", "时间": "time", "数据库": "database"}
BELOW = re.compile(r"^(注|数据来源|note|source|资料来源)", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """What the columns of a table are.

    Attributes:
        row: position of the header row.
        roles: role -> column of labels.
        values: column -> label, of the columns that hold figures.
        across: which role the labels of `values` play: year, region or indicator; None where a value column exists.
        above: role -> text that a line above the table states for all of it.
    """

    row: int
    roles: dict[str, int]
    values: dict[int, str]
    across: str | None
    above: dict[str, str]


def find_header(file: Path, grid: Grid) -> Header | None:
    """The header row and what stands above it; None where no row is one."""
    for row in range(len(grid.rows)):
        known = roles(grid, row)
        labels = {at: text for at, text in enumerate(grid.rows[row]) if text and at not in known.values()}
        is_long = known.keys() >= {"region", "year", "value"}
        if not is_long and (not known or not labels or min(known.values()) > min(labels)):
            continue
        across_years = bool(labels) and all(is_year(text) for text in labels.values())
        if not across_years and not known.keys() & {"year", "indicator", "code", "value"}:
            continue
        above = _above(file, grid, row)
        if is_long:
            return Header(row, known, {known["value"]: ""}, None, above)
        has_region = "region" in known or "region" in above
        return Header(row, known, labels, "year" if across_years else "indicator" if has_region else "region", above)
    return None


def read_cells(file: Path, grid: Grid) -> list[Cell]:
    """Every figure of a table under one header row.

    Raises:
        NoTableError: no row is a header.
        UserError: a label stands twice with different figures, a row does not fit the header, units or headers
            contradict each other, or no region or no year is stated.
    """
    header = find_header(file, grid)
    require_years(file, grid, header.row if header else None, lambda text: role_of(text) is not None)
    if header is None:
        remedy = "keep the line that begins with 地区 or Region and names the years"
        problem = Problem(place(file, grid, 0), "no header", "a line 地区, 2020年, 2019年, …", remedy)
        raise NoTableError(f"{file.name} was not read.", [problem])
    _require_once(file, grid, header)
    _require_whole(file, grid)
    fixed = {**header.above}
    if "year" not in header.roles and header.across != "year":
        fixed["year"] = year_above(file, grid, header.row)
    _require_stated(file, grid, header, fixed)
    cells, labels = Cells(file, grid), {}
    for position in range(header.row + 1, len(grid.rows)):
        row = grid.rows[position]
        if not any(row) or row == grid.rows[header.row]:  # a printed page break repeats the header
            continue
        if BELOW.match(row[0]):
            _require_last(file, grid, position)
            break
        _require_fit(file, grid, header, position)
        labels = _labels(file, grid, header, position, labels)
        for column, label in header.values.items():
            texts = {**fixed, **labels, **_across(header, label)}
            cells.add(_cell(grid, position, column, grid.at(position, column), texts))
    return cells.finish()


def roles(grid: Grid, row: int) -> dict[str, int]:
    """Role -> column, for the cells of a row that are a role's word; the empty corner of years across is a region."""
    texts = [plain(text) for text in grid.rows[row]]
    found: dict[str, int] = {}
    for column, text in enumerate(texts):
        role = role_of(text)
        if role and role not in found:
            found[role] = column
    if not found and len(texts) > 1 and not texts[0]:
        below = next((line[0] for line in grid.rows[row + 1 :] if line and line[0]), "")
        if all(is_year(text) for text in texts[1:] if text) and any(texts[1:]):
            return {"region": 0}
        if is_year(below) and sum(map(bool, texts[1:])) > 1:
            return {"year": 0}
    return found


def role_of(text: str) -> str | None:
    """What a column of this name, plain, says of its rows; None where it says nothing."""
    return next((role for role, words in ROLE.items() if words.match(text)), None)


def _above(file: Path, grid: Grid, header_row: int) -> dict[str, str]:
    """What the lines above the table state: indicator, unit, region."""
    stated: dict[str, list[str]] = {}
    for row in grid.rows[:header_row]:
        for text in row:
            if match := ABOVE.match(text):
                stated.setdefault(MEANS.get(match[1], match[1].lower()), []).append(match[2].strip())
    remedy = "keep the line that is right"
    indicator, unit = name_and_unit(
        the_one(file, grid, "indicator above the table", stated.get("indicator", []), remedy)
    )
    units = [unit, *stated.get("unit", [])]
    found = {
        "indicator": indicator,
        "unit": the_one(file, grid, "unit above the table", units, remedy),
        "region": the_one(file, grid, "region above the table", stated.get("region", []), remedy),
    }
    return {role: text for role, text in found.items() if text}


def _require_once(file: Path, grid: Grid, header: Header) -> None:
    labels = [plain(text) for text in header.values.values()]
    if twice := sorted({label for label in labels if labels.count(label) > 1}):
        remedy = "delete the column that is wrong"
        raise refuse(file, grid, header.row, f"column {', '.join(twice)} twice", "each column once", remedy)


def _require_whole(file: Path, grid: Grid) -> None:
    """A download that begins with 数据库： ends with 数据来源： or with a complete line."""
    is_download = bool(grid.rows[0]) and grid.rows[0][0].startswith("数据库")
    if is_download and not grid.ends_whole and not any(row and BELOW.match(row[0]) for row in grid.rows):
        last, remedy = len(grid.rows) - 1, "download it again"
        raise refuse(file, grid, last, "the file breaks off", "a last line 数据来源：…", remedy)


def _require_last(file: Path, grid: Grid, note: int) -> None:
    """Below a table's note stands no other table: it would be left out."""
    for position in range(note + 1, len(grid.rows)):
        known, labels = roles(grid, position), [text for text in grid.rows[position] if is_year(text)]
        if known and labels:
            found, remedy = "a second table", "split the file, one table in each"
            raise refuse(file, grid, position, found, f"one table, which ends in row {grid.number(note)}", remedy)


def _require_stated(file: Path, grid: Grid, header: Header, fixed: dict[str, str]) -> None:
    if header.across != "region" and "region" not in header.roles and "region" not in fixed:
        remedy = "write a line 地区：北京市 above the table"
        raise refuse(file, grid, header.row, "no region", "a column or a line that names it", remedy)


def _require_fit(file: Path, grid: Grid, header: Header, position: int) -> None:
    names, row = grid.rows[header.row], grid.rows[position]
    width = max(column for column, text in enumerate(names) if text) + 1
    expected = f"{len(names)} cells as in the header"
    if any(text for text in row[width:]):
        remedy = "look for a separator inside a number, or name the column"
        raise refuse(file, grid, position, f"{len(row)} cells", expected, remedy)
    if grid.is_text and len(row) < width:
        remedy = "the line is cut off: download it again"
        raise refuse(file, grid, position, f"{len(row)} cells", expected, remedy)
    unnamed = [column for column, text in enumerate(names) if not text and column < len(row) and row[column]]
    if unnamed and unnamed != [0]:
        found = f"{row[unnamed[-1]]} in column {unnamed[-1] + 1}, which has no name"
        raise refuse(file, grid, position, found, "a name over every figure", "name the column or clear it")
    other = roles(grid, position)
    if len(other) >= len(header.roles) and "region" in other and plain(row[other["region"]]):
        found, remedy = "a second header that differs from the first", "split the file, one table in each"
        raise refuse(file, grid, position, found, "one header", remedy)


def _labels(file: Path, grid: Grid, header: Header, position: int, before: dict[str, str]) -> dict[str, str]:
    """The row's labels; one left blank in a block goes on from the row above, as people write it."""
    row = grid.rows[position]
    here = {role: row[at] if at < len(row) else "" for role, at in header.roles.items() if role != "value"}
    needed = [role for role in here if role not in ("unit", "code")]
    if needed and not any(here[role] for role in needed):
        remedy = "label the row or delete it"
        raise refuse(file, grid, position, "figures without a label", "a label in every row", remedy)
    return {role: text or before.get(role, "") for role, text in here.items()}


def _across(header: Header, label: str) -> dict[str, str]:
    """What the label over a figure says: a year, a region, or an indicator with its unit."""
    if header.across is None:
        return {}
    if header.across == "year":
        year, unit = year_and_unit(label)
        return {"year": year, **({"unit": unit} if unit else {})}
    if header.across == "region":
        return {"region": label}
    name, unit = name_and_unit(label)
    return {"indicator": name, **({"unit": unit} if unit else {})}


def _cell(grid: Grid, position: int, column: int, value: str, texts: dict[str, str]) -> Cell:
    """A figure with what its row, its column and the lines above say; without a unit, the one in brackets counts."""
    indicator, unit = texts.get("code") or texts.get("indicator", ""), texts.get("unit", "")
    if not unit:
        indicator, unit = name_and_unit(indicator)
    labels = (texts.get("region", ""), texts.get("year", ""), indicator, texts.get("industry", ""), unit)
    return Cell(grid.sheet, grid.number(position), column + 1, *labels, value)
