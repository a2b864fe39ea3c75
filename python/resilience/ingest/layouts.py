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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from resilience.ingest.grid import Grid
from resilience.ingest.heading import NO_NUMBER, UNIT_ABOVE, Heading, are_row_numbers, begins_as_number, rightwards
from resilience.ingest.period import HAS_YEAR, is_year
from resilience.ingest.refusal import refuse
from resilience.ingest.roles import ABOVE, is_number_or_mark, role_of
from resilience.ingest.text import name_and_unit, plain
from resilience.ingest.words import Words
from resilience.ingest.years import require_years, year_above

DEEPEST = 100  # rows: below, no header is looked for
CUSTOMS = re.compile(r"(进出口)?(收发货人|经营单位)所在地")
FLOW = re.compile(r"进出口|出口|进口")
YEAR_TO_DATE = re.compile(r"1(?:至|-|—|~)(\d{1,2})月")


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


def _layout(
    h: Heading, labels: dict[str, int], figures: dict[int, dict[str, str]], left_out: dict[int, str],
    said: dict[str, str] | None = None,
) -> Layout:  # fmt: skip
    others = {at: reason for at, reason in left_out.items() if at not in labels.values()}
    return Layout(h.row, h.first, len(h.grid.rows), labels, figures, (said or {}) | h.above, others)


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
        if not _may_be_header(grid, words, row):
            continue
        heading = Heading(file, grid, words, row)
        if layout := next(filter(None, (each(heading) for each in LAYOUTS)), None):
            if row + 1 < len(grid.rows) and Heading(file, grid, words, row + 1).n_named > heading.n_named:
                continue
            if layout.shape == "table":
                heading.require_years()
            yield layout


def _may_be_header(grid: Grid, words: Words, row: int) -> bool:
    """Whether a row names a role or a year, or stands over years or a region: what no other row needs is not done."""
    texts = [text for text in grid.rows[row] if text]
    below = grid.rows[row + 1 : row + 4]
    names = [text for text in (below[0] if below else []) if text and not text.isdigit()]
    over = any(is_year(each[0]) for each in below) or any(map(words.is_region, names))
    return over or any(role_of(text) or HAS_YEAR.search(text) or CUSTOMS.fullmatch(plain(text)) for text in texts)


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
    known = {"indicator": name, "unit": unit} if words.is_indicator(grid.sheet) else {}
    return {role: text for role, text in known.items() if text}


def customs_monthly(h: Heading) -> Layout | None:
    """Flows over periods, of which January to December is a year; cities and zones stand below their province."""
    grid, texts = h.grid, [plain(text) for text in h.grid.rows[h.row]]
    if not CUSTOMS.fullmatch(texts[0]) or not any(map(FLOW.fullmatch, texts[1:])) or h.row + 1 == len(grid.rows):
        return None
    periods = [plain(text) for text in grid.rows[h.row + 1]]
    flows = rightwards(texts[: len(periods)])
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
    return _layout(h, labels, {h.roles["value"]: {}}, left_out)


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
        if not any(map(begins_as_number, texts)) or all(map(is_year, texts)):
            left_out = left_out | {at: f"column {figures[at].get('name') or at + 1}, no figures of a year"}
            figures = {column: says for column, says in figures.items() if column != at}
        elif not h.roles or not h.has_figures(figures) or h.says_part_of_year():
            return None
        else:
            year = next(h.grid.at(h.row, column) for column, says in figures.items() if "year" in says)
            remedy = "delete that column, or name it by its year (a formula: paste it as a value)"
            found = f"'{h.grid.at(h.row, at) or figures[at].get('name')}' beside {year}"
            raise refuse(h.file, h.grid, h.row, found, "years, as in 2019 or 2019年", remedy)
    return _layout(h, labels, {at: _measure(says) for at, says in figures.items()}, left_out, said)


def labels_in_columns(h: Heading) -> Layout | None:
    """A column of regions, perhaps of years, and one a thing that is measured."""
    figures, left_out = h.columns
    areas = {at: h.says[at] for at in h.twins if h.is_measured(at)}  # square kilometres beside a region
    figures, left_out = figures | areas, {at: reason for at, reason in left_out.items() if at not in areas}
    are_regions = any(h.words.is_region(says.get("name", "")) for says in figures.values())
    has_region = "region" in h.roles or ("region" in h.above and not are_regions)
    if not figures or not h.roles or not has_region or not h.roles.keys() & {"region", "year"}:
        return None
    if "year" not in h.roles and not h.has_figures(figures):
        return None
    if min(h.roles.values()) > min(figures) and not h.roles.keys() >= {"region", "year"}:
        return None
    return _layout(h, h.roles, {at: _measure(says) for at, says in figures.items()}, left_out)


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
    if labels == {"year": 0} and figures and all("region" in says for says in figures.values()):
        return _layout(h, labels, {at: _measure(says) for at, says in figures.items()}, left_out)
    names = {at: says.get("name", "") for at, says in figures.items()}
    if any(reason.endswith(NO_NUMBER) and at in h.says for at, reason in left_out.items()):
        return None  # one of the columns of texts may name the regions
    if "year" not in labels or not names or min(labels.values()) > min(names):
        return None
    if any(not name or is_number_or_mark(name) for name in names.values()):
        return None
    are_regions = any(map(h.words.is_region, names.values()))
    if not are_regions and ("region" in h.above or h.words.is_region(corner)):
        said = {} if "region" in h.above else {"region": corner}
        return _layout(h, labels, {at: _measure(says) for at, says in figures.items()}, left_out, said)
    return _layout(h, labels, {at: {"region": name} for at, name in names.items()}, left_out, said)


LAYOUTS = (customs_monthly, long, years_across, labels_in_columns, regions_across)


def _unnamed_labels(h: Heading, width: int) -> tuple[dict[str, int], dict[str, str]]:
    """Which columns without a role's name hold labels, and what the corner says: by what is known, else by units."""
    corner = h.grid.at(h.row, 0)
    if not width or not h.has_figures(range(width, h.width), within=3) or is_year(corner) or ABOVE.match(corner):
        return {}, {}
    texts = {at: h.texts(at) for at in range(width)}
    units = [at for at in texts if texts[at] and all(plain(text) in h.words.units for text in texts[at])]
    used = [at for at in texts if texts[at] and not are_row_numbers(texts[at]) and at not in units]
    regions = [at for at in used if any(map(h.words.is_region, texts[at]))]
    measures = [at for at in used if at not in regions and any(map(h.words.measures, texts[at]))]
    name, unit = name_and_unit(corner)
    said = {"indicator": name, "unit": unit} if unit or h.words.is_indicator(name) or not h.words.indicators else {}
    said = {role: text for role, text in said.items() if text}
    if used == [0]:
        of_one = "region" in h.above or h.words.is_region(corner) or (measures and not regions)
        region = {"region": corner} if h.words.is_region(corner) else {}
        return ({"indicator": 0}, region) if of_one else ({"region": 0}, said)
    if len(used) < 2:
        return dict.fromkeys(["region"][: len(used)], used[0] if used else 0), {}
    if len(used) == 2 and (len(regions) == 1 or len(measures) == 1):
        region_at = regions[0] if len(regions) == 1 else next(at for at in used if at not in measures)
        labels = {"region": region_at, "indicator": next(at for at in used if at != region_at)}
        return labels | ({"unit": units[0]} if units else {}), {}
    remedy = "write 地区 and 指标 (or region and indicator) over them"
    raise refuse(h.file, h.grid, h.row, f"{len(used)} columns of labels without a name", "a name over each", remedy)


def _measure(says: dict[str, str]) -> dict[str, str]:
    """What a heading says of its figures."""
    name, unit = name_and_unit(says.get("name", ""))
    said = {**says, "indicator": name, "unit": says.get("unit", "") or unit}
    return {role: text for role, text in said.items() if text and role != "name"}
