"""The header of a table: which of its columns are labels, which hold figures, and which are left out, with the reason.

地区 | 2020年 | 2019年                   regions down, years across (the classic download)
年份 | 北京市 | 天津市                   the same, transposed; the corner may name what is measured
指标 | 2020年 | 2019年, 地区：北京市 above   one region, many indicators
     |        | 2020 | 2019              blocks of an indicator and its regions, labelled once, no name over the labels
地区 | 年份 | 行业 | 就业人员(万人)        labels in columns; one that is left blank goes on from the row above
地区 | 地区生产总值(亿元) | 人口(万人)      one year, which the title or the sheet names
…, indicator_name, region_name, year, value    one figure a row (the query interface)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from resilience.ingest.cell import refuse, the_one
from resilience.ingest.grid import Grid
from resilience.ingest.period import is_year, part_of_year
from resilience.ingest.roles import (
    ABOVE,
    MEANS,
    MISSING,
    REGION_CODE,
    REMARK,
    is_identifier,
    is_number_or_mark,
    role_of,
)
from resilience.ingest.text import name_and_unit, plain
from resilience.ingest.words import Words


@dataclass(frozen=True)
class Header:
    """What the columns of a table are.

    Attributes:
        row: position of the header row.
        roles: role -> column of labels.
        values: column -> label, of the columns that hold figures.
        across: which role the labels of `values` play: year, region or indicator; None where a value column exists.
        above: role -> text that a line above the table states for all of it.
        left_out: column -> reason.
    """

    row: int
    roles: dict[str, int]
    values: dict[int, str]
    across: str | None
    above: dict[str, str]
    left_out: dict[int, str] = field(default_factory=dict)


def find_header(file: Path, grid: Grid, words: Words) -> Header | None:
    """The header row and what stands above it; None where no row is one.

    Raises:
        UserError: a heading beside years that is none, or columns of labels that cannot be told apart.
    """
    for row in range(len(grid.rows)):
        known = roles(grid, row)
        found = _named(file, grid, row, known, words) if known else _unnamed(file, grid, row, words)
        if found:
            return found
    return None


def roles(grid: Grid, row: int) -> dict[str, int]:
    """Role -> column, for the cells of a row that are a role's word; the empty corner of years across is a region."""
    texts = [plain(text) for text in grid.rows[row]]
    found: dict[str, int] = {}
    for column, text in enumerate(texts):
        role = role_of(text)
        if role == "region" and column == 0 and _years_below(grid, row):
            role = "year"  # the corner of regions across names them
        if role and role not in found:
            found[role] = column
    if not found and len(texts) > 1 and not texts[0]:
        if any(texts[1:]) and all(is_year(text) for text in texts[1:] if text) and texts[1]:
            return {"region": 0}
        if _years_below(grid, row) and sum(map(bool, texts[1:])) > 1:
            return {"year": 0}
    return found


def _named(file: Path, grid: Grid, row: int, known: dict[str, int], words: Words) -> Header | None:
    """The header of a row in which some columns are named by a role's word."""
    above = _above(file, grid, row)
    if not grid.rows[row][0] and known == {"region": 0} and "region" in above:
        known = {"indicator": 0}
    if "region" not in known and "region" not in above and known.keys() & {"year", "value"}:
        codes = [at for at, text in enumerate(grid.rows[row]) if REGION_CODE.fullmatch(plain(text))]
        known = known | {"region": codes[0]} if len(codes) == 1 else known
    if known.keys() >= {"region", "year", "value"}:
        left_out = {
            at: f"column {text or at + 1}, beside the one of values"
            for at, text in enumerate(_names(grid, row))
            if at not in known.values()
        }
        return Header(row, known, {known["value"]: ""}, None, above, left_out)
    values, left_out = _columns(grid, row, known, words)
    years = [label for label in values.values() if is_year(label)]
    across_years = bool(values) and len(years) == len(values)
    if not values or (not across_years and not known.keys() & {"year", "indicator", "code", "value"}):
        if not values or "region" not in known or not _figures_below(grid, row, values):
            return None
        if years and not any(map(part_of_year, values.values())):
            other = next(label for label in values.values() if label not in years)
            remedy = "delete that column, or name it by its year (a formula: paste it as a value)"
            raise refuse(file, grid, row, f"'{other}' beside {years[0]}", "years, as in 2019 or 2019年", remedy)
    if min(known.values()) > min(values) and not ("region" in known and ("year" in known or across_years)):
        return None
    has_region = "region" in known or "region" in above
    across = "year" if across_years else "indicator" if has_region else "region"
    return Header(row, known, values, across, above, left_out)


def _unnamed(file: Path, grid: Grid, row: int, words: Words) -> Header | None:
    """The header of a row without a role's word: years over blocks, or a corner that names what is measured."""
    texts = grid.rows[row]
    start = next((at for at, text in enumerate(texts) if text), 0)
    labels = {at: text for at, text in enumerate(texts) if text and at >= max(start, 1)}
    if start > 1 and all(map(is_year, labels.values())) and _figures_below(grid, row, labels):
        return Header(row, _block_labels(file, grid, row, start, words), labels, "year", _above(file, grid, row))
    corner_is_text = start == 0 and bool(texts[0]) and not is_year(texts[0]) and not ABOVE.match(texts[0])
    are_names = bool(labels) and not any(is_number_or_mark(text) or is_year(text) for text in labels.values())
    if corner_is_text and are_names and _years_below(grid, row):
        above = _above(file, grid, row)
        name, unit = name_and_unit(texts[0])
        values, left_out = _columns(grid, row, {"year": 0}, words)
        is_indicators = "region" in above or (words.regions and not any(map(words.is_region, labels.values())))
        stated = above if is_indicators else {"indicator": name, **({"unit": unit} if unit else {}), **above}
        return Header(row, {"year": 0}, values, "indicator" if is_indicators else "region", stated, left_out)
    return None


def _block_labels(file: Path, grid: Grid, row: int, width: int, words: Words) -> dict[str, int]:
    """Which of the columns without a name are regions and which are indicators: by known names, else by units."""
    texts = {
        column: [grid.at(at, column) for at in range(row + 1, len(grid.rows)) if any(grid.rows[at][width:])]
        for column in range(width)
    }
    used = [column for column in texts if any(texts[column])]
    regions = [at for at in used if any(map(words.is_region, filter(None, texts[at])))]
    indicators = [at for at in used if at not in regions and any(name_and_unit(text)[1] for text in texts[at])]
    if len(used) == 1:
        return {"region": used[0]}
    if len(used) == 2 and (len(regions) == 1 or len(indicators) == 1):
        region = regions[0] if len(regions) == 1 else next(at for at in used if at not in indicators)
        return {"region": region, "indicator": next(at for at in used if at != region)}
    remedy = "write 地区 and 指标 (or region and indicator) over them"
    raise refuse(file, grid, row, f"{len(used)} columns of labels without a name", "a name over each", remedy)


def _columns(grid: Grid, row: int, known: dict[str, int], words: Words) -> tuple[dict[int, str], dict[int, str]]:
    """Columns of figures with their labels, and columns that hold none with the reason; by name, else by contents."""
    values, left_out = {}, {}
    below = [at for at in range(row + 1, len(grid.rows)) if sum(map(bool, grid.rows[at])) > 1]  # no notes
    markers = MISSING | {marker.lower() for marker in words.markers}
    for at, name in enumerate(_names(grid, row)):
        if at in known.values():
            continue
        filled = [position for position in below if grid.at(position, at)]
        texts = [grid.at(position, at) for position in filled]
        has_digits = any(any(character.isdigit() for character in text) for text in texts)
        is_text = not has_digits and any(plain(text).lower() not in markers for text in texts) and not is_year(name)
        if name and is_identifier(plain(name)) and not any("." in text for text in texts if is_number_or_mark(text)):
            left_out[at] = f"column {name}, identifiers"
        elif name and REMARK.fullmatch(plain(name)):
            left_out[at] = f"column {name}, remarks"
        elif is_text and (name or not grid.is_text or at < len(grid.rows[row])):
            left_out[at] = f"column {name or at + 1}, without any number"
        elif name:
            values[at] = name
        elif filled and all(grid.is_formula(position, at) for position in filled):
            left_out[at] = f"column {at + 1}, formulas beside the table"
        elif at == 0 and texts and len(texts) == len(below) and _are_row_numbers(texts):
            left_out[at] = f"column {at + 1}, row numbers"
    return values, left_out


def _names(grid: Grid, row: int) -> list[str]:
    """The names of all columns that any row from the header on has."""
    width = max(len(line) for line in grid.rows[row:])
    return [grid.at(row, at) for at in range(width)]


def _are_row_numbers(texts: list[str]) -> bool:
    start = texts[0]
    return start in ("0", "1") and texts == [str(number) for number in range(int(start), int(start) + len(texts))]


def _years_below(grid: Grid, row: int) -> bool:
    """Whether the first column below a row holds years, wherever the row has more than one cell."""
    n_years = 0
    for at in range(row + 1, len(grid.rows)):
        if sum(map(bool, grid.rows[at])) > 1:
            if not is_year(grid.rows[at][0]):
                return False
            n_years += 1
    return n_years > 0


def _figures_below(grid: Grid, row: int, columns: dict[int, str]) -> bool:
    """Whether the next row has a number or a mark for a missing one in some of these columns."""
    return row + 1 < len(grid.rows) and any(
        (text := grid.at(row + 1, at)) and is_number_or_mark(text) for at in columns
    )


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
