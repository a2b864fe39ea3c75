"""The layouts that tables have: one function each, which says what the columns are where a row is such a header.

地区 | 2020年 | 2019年                    years across; the empty or first cell may name what is measured
指标 | 2020年 | 2019年, 地区：北京市 above    the same of one region; or regions alone in rows between
     |        | 2020 | 2019               the same in blocks labelled once, no name over the labels
年份 | 北京市 | 天津市                     regions across; the first cell may name what is measured
地区 | 年份 | 行业 | 就业人员(万人)         labels in columns; one that is left blank goes on from the row above
地区 | 地区生产总值(亿元) | 人口(万人)       one year, which the title or the sheet names
…, indicator_name, region_name, year, value    one figure a row
收发货人所在地 | 出口 | … over 1至12月       customs' monthly table

A header may go on in rows below whose labels are blank: years over names, names over years, units, another language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from resilience.ingest.cell import not_of_years, refuse, the_one
from resilience.ingest.grid import Grid
from resilience.ingest.period import HAS_YEAR, is_year, part_of_year, part_of_year_inside, without_year, year_and_unit
from resilience.ingest.roles import (
    ABOVE,
    MEANS,
    MISSING,
    REGION_CODE,
    REMARK,
    is_identifier,
    is_number_or_mark,
    key,
    role_of,
)
from resilience.ingest.text import name_and_unit, plain
from resilience.ingest.words import Words
from resilience.ingest.written_number import is_number
from resilience.ingest.years import require_years, year_above

DEEPEST = 200  # rows: below, no header is looked for
CUSTOMS = re.compile(r"(进出口)?(收发货人|经营单位)所在地")
FLOW = re.compile(r"进出口|出口|进口")
YEAR_TO_DATE = re.compile(r"1(?:至|-|—|~)(\d{1,2})月")
UNIT_ABOVE = re.compile(r"单位\s*[:：]\s*([^\s()（）]+)")
BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
NO_UNIT = ("没有单位", "无单位", "-", "—")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Layout:
    """Where a table stands in a sheet, and what its columns are.

    Attributes:
        header, first, end: positions of the first row of its header, of the first row below it, and behind its last.
        labels: role -> column of labels.
        figures: column -> what its heading says of its figures: year, region, indicator, unit, industry.
        said: role -> text that the lines above, or the sheet, say of all of it.
        left_out: column -> reason.
        fills: whether a label that is left blank goes on from the row above.
    """

    header: int
    first: int
    end: int
    labels: dict[str, int]
    figures: dict[int, dict[str, str]]
    said: dict[str, str] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)
    shape: str = "table"
    fills: bool = True


def find_layouts(file: Path, grid: Grid, words: Words) -> list[Layout]:
    """The table of a sheet, or its blocks, each with a header of its own; none where no row is a header.

    Raises:
        UserError: a heading beside years that is none, columns of labels that cannot be told apart, one that stands
            twice, or a table of parts of years.
    """
    found = next(_found(file, grid, words, range(min(len(grid.rows), DEEPEST))), None)
    if found is None or found.shape == "table":
        require_years(file, grid, found.header if found else None, lambda text: role_of(text) is not None)
    if found is None:
        return []
    layouts = [found, *_blocks_below(file, grid, words, found)]
    for each in layouts:
        _require_once(file, grid, each)
    roles = [{*each.labels, *says} for each in layouts for says in each.figures.values()]
    year = year_above(file, grid, found.header) if any("year" not in each for each in roles) else ""
    sheet = _of_sheet(grid, words) if not any(each & {"indicator", "code"} for each in roles) else {}
    ends = [*(each.header for each in layouts[1:]), len(grid.rows)]
    return [
        replace(each, end=end, said=sheet | each.said | ({"year": year} if year else {}))
        for each, end in zip(layouts, ends, strict=True)
    ]


def _require_once(file: Path, grid: Grid, layout: Layout) -> None:
    said = list(layout.figures.values())
    over = {
        plain(grid.at(layout.first - 1, at)) for at, says in layout.figures.items() if says and said.count(says) > 1
    }
    if twice := sorted(over):
        remedy = "delete the column that is wrong"
        raise refuse(file, grid, layout.header, f"column {', '.join(twice)} twice", "each column once", remedy)


def _found(file: Path, grid: Grid, words: Words, rows: Iterable[int]) -> Iterator[Layout]:
    for row in rows:
        heading = Heading(file, grid, words, row)
        if layout := next(filter(None, (each(heading) for each in LAYOUTS)), None):
            below = Heading(file, grid, words, row + 1).roles if row + 1 < len(grid.rows) else {}
            if len(below) > len(heading.roles):
                continue
            if layout.shape == "table":
                heading.require_years()
            yield layout


def _blocks_below(file: Path, grid: Grid, words: Words, first: Layout) -> list[Layout]:
    """The further columns of a wide table that goes on in blocks, each below a header of its own."""
    if first.labels.keys() != {"region"} or not all("indicator" in says for says in first.figures.values()):
        return []
    corner, column = grid.rows[first.header], first.labels["region"]
    rows = [
        at for at in range(first.first, len(grid.rows))
        if plain(grid.at(at, column)) == plain(corner[column]) and grid.rows[at] != corner
    ]  # fmt: skip
    return [each for each in _found(file, grid, words, rows) if each.labels == first.labels]


def _of_sheet(grid: Grid, words: Words) -> dict[str, str]:
    """The indicator that the name of a sheet is, where the seeds know it."""
    name, unit = name_and_unit(grid.sheet)
    known = {"indicator": name, "unit": unit} if plain(name) in words.indicators else {}
    return {role: text for role, text in known.items() if text}


class Heading:
    """A row that may be a header, with those below in which it goes on, and what stands around it.

    Attributes:
        roles: role -> the column of labels that a role's word names, the best of several.
        twins: column -> the column that says the same better.
        first: position of the first row below the header.
    """

    def __init__(self, file: Path, grid: Grid, words: Words, row: int):
        self.file, self.grid, self.words, self.row = file, grid, words, row
        named = self._named()
        self.first = row + 1
        while named and self._goes_on({at for columns in named.values() for at in columns}):
            self.first += 1
        self.roles = {role: max(columns, key=partial(self._fitness, role)) for role, columns in named.items()}
        self.twins = {
            at: self.roles[role] for role, columns in named.items() for at in columns if at != self.roles[role]
        }

    @cached_property
    def above(self) -> dict[str, str]:
        """What the lines above, or the sheet's name, state."""
        sheet = {"region": self.grid.sheet} if self.words.is_region(self.grid.sheet) else {}
        return sheet | _above(self.file, self.grid, self.row)

    @cached_property
    def width(self) -> int:
        return max(map(len, self.grid.rows[self.row :]))

    @cached_property
    def says(self) -> dict[int, dict[str, str]]:
        """Column -> what the rows of the header say over it: a name, a year, a unit; an upper text goes on rightwards."""
        labels = self.roles.values()
        rows = [
            [self.grid.at(at, column) if column not in labels else "" for column in range(self.width)]
            for at in range(self.row, self.first)
        ]
        rows[:-1] = [_rightwards(row) for row in rows[:-1]]
        own = [
            column
            for column in range(self.width)
            if any(self.grid.at(at, column) for at in range(self.row, self.first))
        ]
        return {column: self._said([row[column] for row in reversed(rows) if row[column]]) for column in own}

    @cached_property
    def columns(self) -> tuple[dict[int, dict[str, str]], dict[int, str]]:
        """Columns of figures with what is said over them, and columns that hold none with the reason."""
        figures: dict[int, dict[str, str]] = {}
        left_out: dict[int, str] = {}
        markers = MISSING | {marker.lower() for marker in self.words.markers}
        n_below = sum(sum(map(bool, row)) > 1 for row in self.grid.rows[self.first :])
        for at in range(self.width):
            if at in self.roles.values():
                continue
            over, texts = self.says.get(at, {}), self.texts(at)
            name = over.get("name", "")
            is_text = not any(map(_begins_as_number, texts)) and any(
                plain(text).lower() not in markers for text in texts
            )
            formulas = [position for position in self._filled(at) if self.grid.is_formula(position, at)]
            if not over and texts and len(formulas) == len(self._filled(at)):
                left_out[at] = f"column {at + 1}, formulas beside the table"
            elif at in self.twins:
                left_out[at] = f"column {name}, beside {self.grid.at(self.row, self.twins[at])}"
            elif name and is_identifier(name) and not any("." in text for text in texts if is_number(text)):
                left_out[at] = f"column {name}, identifiers"
            elif name and REMARK.fullmatch(key(name)):
                left_out[at] = f"column {name}, remarks"
            elif (
                is_text and "year" not in over and (over or not self.grid.is_text or at < len(self.grid.rows[self.row]))
            ):
                left_out[at] = f"column {name or at + 1}, without any number"
            elif over:
                figures[at] = over
            elif at == 0 and len(texts) == n_below and _are_row_numbers(texts):
                left_out[at] = f"column {at + 1}, row numbers"
        return figures, left_out

    def texts(self, column: int) -> list[str]:
        """What stands in a column below, in rows that hold more than a note."""
        return [self.grid.at(at, column) for at in self._filled(column) if sum(map(bool, self.grid.rows[at])) > 1]

    def has_figures(self, columns: Iterable[int], within: int = 1) -> bool:
        """Whether the next rows below have a number or a mark for a missing one in some of these columns."""
        rows = range(self.first, min(self.first + within, len(self.grid.rows)))
        return any((text := self.grid.at(row, at)) and is_number_or_mark(text) for at in columns for row in rows)

    def has_years(self, column: int = 0) -> bool:
        """Whether a column below holds years, wherever the row has more than one cell."""
        rows = [row for row in self.grid.rows[self.row + 1 :] if sum(map(bool, row)) > 1]
        return bool(rows) and all(is_year(row[column]) for row in rows)

    def layout(
        self, labels: dict[str, int], figures: dict[int, dict[str, str]], left_out: dict[int, str], said: dict[str, str]
    ) -> Layout:
        """The layout of this header."""
        others = {at: reason for at, reason in left_out.items() if at not in labels.values()}
        return Layout(self.row, self.first, len(self.grid.rows), labels, figures, said | self.above, others)

    def says_part_of_year(self) -> bool:
        """Whether a text of the header is a part of a year."""
        return any(part_of_year(text) for row in self.grid.rows[self.row : self.first] for text in row)

    def require_years(self) -> None:
        """Refuses a header in which a text says a part of a year."""
        for position in range(self.row + 1, self.first):
            for text in self.grid.rows[position]:
                if kind := part_of_year_inside(text):
                    raise not_of_years(self.file, self.grid, position, text, kind)

    def _named(self) -> dict[str, list[int]]:
        """Role -> the columns whose cell is one of its words."""
        found: dict[str, list[int]] = {}
        texts = self.grid.rows[self.row]
        for column, text in enumerate(texts):
            role = role_of(text) if text else None
            if role == "region" and column == 0 and self.has_years():
                role = "year"  # the corner of regions across names them
            if role:
                found.setdefault(role, []).append(column)
        if not found and len(texts) > 1 and not texts[0] and sum(map(bool, texts)) > 1 and self.has_years():
            return {"year": [0]}
        if "region" not in found and found.keys() & {"year", "value"} and "region" not in self.above:
            codes = [at for at, text in enumerate(texts) if REGION_CODE.fullmatch(key(text))]
            found |= {"region": codes} if len(codes) == 1 else {}
        return found

    def _goes_on(self, labelled: set[int]) -> bool:
        """Whether the header goes on in a row: its labels are blank, and no figure stands in it."""
        if self.first >= len(self.grid.rows):
            return False
        row, header = self.grid.rows[self.first], self.grid.rows[self.row]
        labels = [text for at, text in enumerate(row) if text and at in labelled]
        texts = [text for at, text in enumerate(row) if text and at not in labelled]
        over = [text for at, text in enumerate(header) if text and at not in labelled]
        if not texts:  # Eurostat: TIME beside the years, GEO below
            return len(labels) == 1 and role_of(labels[0]) is not None and bool(over) and all(map(is_year, over))
        if all(text in NO_UNIT or self._unit(text) for text in texts):
            return all(text in NO_UNIT for text in labels)
        are_years = all(map(is_year, texts)) and all(map(is_year, over))
        return (
            not labels
            and not are_years
            and all(is_year(text) or part_of_year(text) or not is_number_or_mark(text) for text in texts)
        )

    def _unit(self, text: str) -> str:
        """The unit that a text is, in brackets or known; empty where it is none."""
        match = BRACKETS.fullmatch(text.strip())
        return match[1] if match else text if plain(text) in self.words.units else ""

    def _said(self, texts: list[str]) -> dict[str, str]:
        """What the texts over a column, the lowest first, say together."""
        said: dict[str, str] = {}
        names = []
        for text in texts:
            rest = without_year(text)
            name, unit = name_and_unit(rest)
            if year := year_and_unit(text):
                said.setdefault("year", year[0])
                said |= {"unit": year[1]} if year[1] else {}
            elif rest != text and plain(name) in self.words.indicators:  # gdp_2019, 2019年GDP
                said |= {"year": HAS_YEAR.findall(text)[0][:4]}
                names.append(rest)
            elif (unit := self._unit(text)) and (len(texts) > 1 or BRACKETS.fullmatch(text)):
                said.setdefault("unit", unit)
            elif text not in NO_UNIT:
                names.append(text)
        if names:
            is_plain = len(names) == 1 and "\n" not in names[0]
            said["name"] = names[0] if is_plain else next(filter(None, map(_chinese, names)), names[0])
        return said

    def _fitness(self, role: str, column: int) -> tuple[float, bool, int]:
        """How well a column of a role's name fits the role: by what it holds, labels rather than codes, the first."""
        texts = self.texts(column)
        holds: dict[str, Callable[[str], bool]] = {
            "region": self.words.is_region, "year": is_year, "value": is_number, "unit": lambda text: bool(self._unit(text))
        }  # fmt: skip
        share = sum(map(holds.get(role, bool), texts)) / len(texts) if texts else -1
        are_codes = all(text.isascii() and text == text.upper() and " " not in text for text in texts)
        return share, not are_codes, -column

    def _filled(self, column: int) -> list[int]:
        return [at for at in range(self.first, len(self.grid.rows)) if self.grid.at(at, column)]


def customs_monthly(h: Heading) -> Layout | None:
    """Flows over periods, of which January to December is a year; cities and zones stand below their province."""
    grid, texts = h.grid, [plain(text) for text in h.grid.rows[h.row]]
    if not CUSTOMS.fullmatch(texts[0]) or not any(map(FLOW.fullmatch, texts[1:])) or h.row + 1 == len(grid.rows):
        return None
    periods = [plain(text) for text in grid.rows[h.row + 1]]
    flows = _rightwards(texts[: len(periods)])
    months = {at: int(match[1]) for at, text in enumerate(periods) if (match := YEAR_TO_DATE.fullmatch(text))}
    figures = {
        at: {"indicator": texts[0] + flows[at]}
        for at, month in months.items()
        if month == 12 and FLOW.fullmatch(flows[at])
    }
    if not figures:
        found = f"January to month {max(months.values())}" if months else f"periods {', '.join(filter(None, periods))}"
        raise refuse(h.file, grid, h.row + 1, found, "1至12月, a whole year", "use the table of December")
    unit = next((match[1] for row in grid.rows[: h.row + 2] for text in row if (match := UNIT_ABOVE.search(text))), "")
    if not unit:
        raise refuse(h.file, grid, h.row, "no unit", "单位：万元 above the table", "write that line above the table")
    others = {at: "other periods and growth rates" for at in range(1, h.width) if at not in figures}
    shape = "customs monthly table"
    return Layout(h.row, h.row + 2, len(grid.rows), {"region": 0}, figures, {"unit": unit}, others, shape)


def long(h: Heading) -> Layout | None:
    """One figure a row, in the column of values."""
    if not h.roles.keys() >= {"region", "value"}:
        return None
    left_out = {
        at: f"column {h.grid.at(h.row, at) or at + 1}, beside the one of values"
        for at in range(h.width)
        if at not in h.roles.values()
    }
    labels = {role: at for role, at in h.roles.items() if role != "value"}
    return h.layout(labels, {h.roles["value"]: {}}, left_out, {})


def years_across(h: Heading) -> Layout | None:
    """A year over each column of figures, perhaps with what is measured over or below it."""
    figures, left_out = h.columns
    if not figures or not any("year" in says for says in figures.values()) or "value" in h.roles:
        return None
    labels, said = dict(h.roles), dict[str, str]()
    if labels == {"year": 0}:  # a corner that says that years are across
        labels, _ = _unnamed_labels(h, min(figures))
    elif not labels:
        labels, said = _unnamed_labels(h, min(figures))
    if not labels or "year" in labels or (min(labels.values()) > min(figures) and "region" not in labels):
        return None
    for at in [at for at, says in figures.items() if "year" not in says]:
        texts = h.texts(at)
        if not any(map(_begins_as_number, texts)) or all(map(is_year, texts)):
            left_out = left_out | {at: f"column {figures[at]['name']}, no figures of a year"}
            figures = {column: says for column, says in figures.items() if column != at}
        elif not h.roles or not h.has_figures(figures) or h.says_part_of_year():
            return None
        else:
            year = next(h.grid.at(h.row, column) for column, says in figures.items() if "year" in says)
            remedy = "delete that column, or name it by its year (a formula: paste it as a value)"
            found = f"'{h.grid.at(h.row, at) or figures[at].get('name')}' beside {year}"
            raise refuse(h.file, h.grid, h.row, found, "years, as in 2019 or 2019年", remedy)
    return h.layout(labels, {at: _measure(says) for at, says in figures.items()}, left_out, said)


def labels_in_columns(h: Heading) -> Layout | None:
    """A column of regions, perhaps of years, and one a thing that is measured."""
    figures, left_out = h.columns
    has_region = "region" in h.roles or "region" in h.above
    if not figures or not h.roles or not has_region or not h.roles.keys() & {"region", "year"}:
        return None
    if "year" not in h.roles and not h.has_figures(figures):
        return None
    if min(h.roles.values()) > min(figures) and not h.roles.keys() >= {"region", "year"}:
        return None
    return h.layout(h.roles, {at: _measure(says) for at, says in figures.items()}, left_out, {})


def regions_across(h: Heading) -> Layout | None:
    """Years down, a region over each column of figures, and in the corner perhaps what is measured."""
    figures, left_out = h.columns
    labels, corner = dict(h.roles), next(iter(h.grid.rows[h.row]), "")
    said: dict[str, str] = {}
    if not labels and 0 in figures and not is_year(corner) and not ABOVE.match(corner) and h.has_years():
        labels = {"year": 0}
        figures = {at: says for at, says in figures.items() if at}
        name, unit = name_and_unit(corner)
        said = {"indicator": name, **({"unit": unit} if unit else {})}
    names = {at: says.get("name", "") for at, says in figures.items()}
    if "year" not in labels or not names or min(labels.values()) > min(names):
        return None
    if any(not name or is_number_or_mark(name) for name in names.values()):
        return None
    if "region" in h.above or h.words.is_region(corner):
        said = {} if "region" in h.above else {"region": corner}
        return h.layout(labels, {at: _measure(says) for at, says in figures.items()}, left_out, said)
    return h.layout(labels, {at: {"region": name} for at, name in names.items()}, left_out, said)


LAYOUTS = (customs_monthly, long, years_across, labels_in_columns, regions_across)


def _unnamed_labels(h: Heading, width: int) -> tuple[dict[str, int], dict[str, str]]:
    """Which columns without a role's name hold labels, and what the corner says: by what is known, else by units."""
    corner = h.grid.at(h.row, 0)
    if not width or not h.has_figures(range(width, h.width), within=3) or is_year(corner) or ABOVE.match(corner):
        return {}, {}
    texts = {at: h.texts(at) for at in range(width)}
    used = [at for at in texts if texts[at] and not _are_row_numbers(texts[at])]
    regions = [at for at in used if any(map(h.words.is_region, texts[at]))]
    measures = [at for at in used if at not in regions and any(map(h.words.measures, texts[at]))]
    name, unit = name_and_unit(corner)
    said = (
        {"indicator": name, "unit": unit} if unit or plain(name) in h.words.indicators or not h.words.indicators else {}
    )
    said = {role: text for role, text in said.items() if text}
    if used == [0]:
        of_one = "region" in h.above or h.words.is_region(corner) or (measures and not regions)
        region = {"region": corner} if h.words.is_region(corner) else {}
        return ({"indicator": 0}, region) if of_one else ({"region": 0}, said)
    if len(used) < 2:
        return {"region": at for at in used}, {}
    if len(used) == 2 and (len(regions) == 1 or len(measures) == 1):
        region_at = regions[0] if len(regions) == 1 else next(at for at in used if at not in measures)
        return {"region": region_at, "indicator": next(at for at in used if at != region_at)}, {}
    remedy = "write 地区 and 指标 (or region and indicator) over them"
    raise refuse(h.file, h.grid, h.row, f"{len(used)} columns of labels without a name", "a name over each", remedy)


def _measure(says: dict[str, str]) -> dict[str, str]:
    """What a heading says of its figures."""
    name, unit = name_and_unit(says.get("name", ""))
    said = {"year": says.get("year", ""), "indicator": name, "unit": says.get("unit", "") or unit}
    return {role: text for role, text in said.items() if text}


def _above(file: Path, grid: Grid, header: int) -> dict[str, str]:
    """What the lines above a table state: indicator, unit, region."""
    stated: dict[str, list[str]] = {}
    for text in (text for row in grid.rows[:header] for text in row if text):
        if match := ABOVE.match(text):
            stated.setdefault(MEANS.get(match[1].lower(), match[1].lower()), []).append(match[2].strip())
        elif match := UNIT_ABOVE.search(text):
            stated.setdefault("unit", []).append(match[1])
    remedy = "keep the line that is right"
    indicator, unit = name_and_unit(
        the_one(file, grid, "indicator above the table", stated.get("indicator", []), remedy)
    )
    found = {
        "indicator": indicator,
        "unit": the_one(file, grid, "unit above the table", [unit, *stated.get("unit", [])], remedy),
        "region": the_one(file, grid, "region above the table", stated.get("region", []), remedy),
    }
    return {role: text for role, text in found.items() if text}


def _rightwards(texts: list[str]) -> list[str]:
    """Each blank as the text on its left: a merged text stands over several columns."""
    filled = [""]
    for text in texts:
        filled.append(text or filled[-1])
    return filled[1:]


def _begins_as_number(text: str) -> bool:
    return plain(text).lstrip("+-.(=")[:1].isdigit()


def _are_row_numbers(texts: list[str]) -> bool:
    start = next(iter(texts), "")
    return start in ("0", "1") and texts == [str(number) for number in range(int(start), int(start) + len(texts))]


def _chinese(text: str) -> str:
    """The lines of a cell that hold Chinese, without blanks: 地 方⏎一般公共⏎Budget -> 地方一般公共."""
    return "".join(re.sub(r"\s", "", line) for line in text.splitlines() if CHINESE.search(line))
