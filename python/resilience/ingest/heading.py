"""A row that may be the header of a table: what its cells say, alone and with the rows below in which it goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from pathlib import Path

from resilience.ingest.grid import Grid
from resilience.ingest.period import HAS_YEAR, is_year, part_of_year, part_of_year_inside, without_year, year_and_unit
from resilience.ingest.refusal import not_of_years, the_one
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

UNIT_ABOVE = re.compile(r"单位\s*[:：]\s*([^()（）]+?)(?=\s{2,}|\s*[()（）]|$)")
BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
NO_NUMBER = "without any number"
NO_UNIT = ("没有单位", "无单位", "-", "—")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Heading:
    """A row that may be a header, with those below in which it goes on, and what stands around it.

    Attributes:
        roles: role -> the column of labels that a role's word names, the best of several.
        twins: column -> the column that says the same better.
        n_named: how many of the roles a word names; the contents of a column may say another.
        first: position of the first row below the header.
    """

    def __init__(self, file: Path, grid: Grid, words: Words, row: int):
        self.file, self.grid, self.words, self.row = file, grid, words, row
        named = self._named()
        self.first = row + 1
        while named and self._goes_on({at for columns in named.values() for at in columns}):
            lower = {role: [at] for at, text in enumerate(grid.rows[self.first]) if text and (role := role_of(text))}
            named = lower if lower and len(named) == len(lower) else named  # TIME beside the years, GEO below
            self.first += 1
        self.roles = {role: max(columns, key=partial(self._fitness, role)) for role, columns in named.items()}
        self.twins = {
            at: self.roles[role] for role, columns in named.items() for at in columns if at != self.roles[role]
        }
        self.n_named = len(self.roles)
        self.roles |= self._unspoken()

    @cached_property
    def above(self) -> dict[str, str]:
        """What the lines above, or the sheet's name, state."""
        sheet = {"region": self.grid.sheet} if self.words.is_region(self.grid.sheet) else {}
        return sheet | _above(self.file, self.grid, self.words, self.row)

    @cached_property
    def width(self) -> int:
        return max(map(len, self.grid.rows[self.row :]))

    @cached_property
    def says(self) -> dict[int, dict[str, str]]:
        """Column -> what the header says over it: a name, a year, a unit; an upper text goes on rightwards."""
        labels = self.roles.values()
        rows = [
            [self.grid.at(at, column) if column not in labels else "" for column in range(self.width)]
            for at in range(self.row, self.first)
        ]
        rows[:-1] = [rightwards(row) for row in rows[:-1]]
        own = [
            column
            for column in range(self.width)
            if any(self.grid.at(at, column) for at in range(self.row, self.first))
        ]
        stacks = {column: [row[column] for row in reversed(rows) if row[column]] for column in own}
        said = {column: self._said(stack) for column, stack in stacks.items()}
        twice = [column for column, over in said.items() if list(said.values()).count(over) > 1]
        for column in [column for column in twice if len(stacks[column]) > 1]:  # 第一产业 over 增加值, 第二产业 over it
            said[column] = said[column] | {"name": "".join(dict.fromkeys(reversed(stacks[column])))}
        return said

    @cached_property
    def columns(self) -> tuple[dict[int, dict[str, str]], dict[int, str]]:
        """Columns of figures with what is said over them, and columns that hold none with the reason."""
        figures: dict[int, dict[str, str]] = {}
        left_out: dict[int, str] = {}
        for at in range(self.width):
            over = self.says.get(at, {})
            if at in self.roles.values():
                continue
            if reason := self._reason(at, over):
                left_out[at] = f"column {over.get('name') or at + 1}, {reason}"
            elif over:
                figures[at] = over
        return figures, left_out

    def _reason(self, at: int, over: dict[str, str]) -> str:
        """Why a column holds no figures, by its name, else by its contents; empty where it may hold some."""
        name, texts, filled = over.get("name", ""), self.texts(at), self._filled(at)
        has_formulas = self.grid.is_formula(self.row, at) if not filled else False
        if (filled and all(self.grid.is_formula(position, at) for position in filled)) or has_formulas:
            return "" if "year" in over or self.words.is_indicator(name) else "formulas beside the table"
        if at in self.twins:
            return f"beside {self.grid.at(self.row, self.twins[at])}"
        is_code = name and is_identifier(name) and not any("." in text for text in texts if is_number(text))
        if is_code or (name and REMARK.fullmatch(key(name))):
            return "identifiers" if is_code else "remarks"
        is_text = not any(map(begins_as_number, texts)) and not all(map(self._is_mark, texts))
        if is_text and "year" not in over and (over or not self.grid.is_text or at < len(self.grid.rows[self.row])):
            return NO_NUMBER
        n_below = sum(sum(map(bool, row)) > 1 for row in self.grid.rows[self.first :])
        if not (over or at) and len(texts) == n_below and are_row_numbers(texts):
            return "row numbers"
        return "" if over or not self._is_one_a_region(at) else "identifiers without a name"

    def _is_one_a_region(self, at: int) -> bool:
        """Whether a column before the one of regions holds a whole number for each region."""
        region = self.roles.get("region", 0)
        pairs = {(self.grid.at(row, at), self.grid.at(row, region)) for row in self._filled(at)}
        are_whole = bool(pairs) and all(number.isdigit() for number, _ in pairs)
        return at < region and are_whole and len(pairs) == len({name for _, name in pairs})

    def _is_mark(self, text: str) -> bool:
        return plain(text).lower() in MISSING or plain(text) in self.words.markers

    def texts(self, column: int) -> list[str]:
        """What stands in a column below, in rows that hold more than a note."""
        return [self.grid.at(at, column) for at in self._filled(column) if sum(map(bool, self.grid.rows[at])) > 1]

    def is_measured(self, column: int) -> bool:
        """Whether a column holds numbers that are neither years nor codes of regions: square kilometres named area."""
        texts = self.texts(column)
        are_known = any(is_year(text) or self.words.is_region(text) for text in texts)
        return bool(texts) and not are_known and all(map(begins_as_number, texts))

    def has_figures(self, columns: Iterable[int], within: int = 1) -> bool:
        """Whether the next rows below have a number or a mark for a missing one in some of these columns."""
        rows = range(self.first, min(self.first + within, len(self.grid.rows)))
        return any((text := self.grid.at(row, at)) and is_number_or_mark(text) for at in columns for row in rows)

    def has_years(self, column: int = 0) -> bool:
        """Whether a column below holds years, wherever the row has more than one cell."""
        rows = [row for row in self.grid.rows[self.row + 1 :] if sum(map(bool, row)) > 1]
        while rows and not rows[0][column] and not any(map(is_number, rows[0])):  # the header goes on
            rows = rows[1:]
        return bool(rows) and all(is_year(row[column]) for row in rows)

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

    def _unspoken(self) -> dict[str, int]:
        """The region and the year whose columns no role's word names, where one column alone holds such."""
        found: dict[str, int] = {}
        texts = [text for text in self.grid.rows[self.row] if text]
        is_silent = not self.roles and not any(is_number_or_mark(text) or self.words.is_region(text) for text in texts)
        needs_region = "region" not in self.above and "region" not in self.roles and "value" not in self.roles
        if needs_region and ("year" in self.roles or is_silent):
            named = [at for at, reason in self.columns[1].items() if reason.endswith(NO_NUMBER) and at in self.says]
            known = [at for at in named if any(map(self.words.is_region, self.texts(at)))]
            known = known or ([] if is_silent else named)
            found |= {"region": known[0]} if len(known) == 1 else {}
        if "region" in {*self.roles, *found} and "year" not in self.roles:
            figures = self.columns[0]
            names = {at: says.get("name", "") for at, says in figures.items() if "year" not in says}
            years = [at for at, name in names.items() if not self.words.measures(name) and self.texts(at)]
            years = [at for at in years if all(map(is_year, self.texts(at)))]
            found |= {"year": years[0]} if len(years) == 1 < len(figures) == len(names) else {}
        if found:
            del self.columns
        return found

    def _goes_on(self, labelled: set[int]) -> bool:
        """Whether the header goes on in a row: its labels are blank, and no figure stands in it."""
        if self.first >= len(self.grid.rows):
            return False
        row, header = self.grid.rows[self.first], self.grid.rows[self.row]
        labels = [text for at, text in enumerate(row) if text and at in labelled]
        texts = [text for at, text in enumerate(row) if text and at not in labelled]
        over = [text for at, text in enumerate(header) if text and at not in labelled]
        if len(labels) == len(labelled) == 1 and role_of(labels[0]):  # TIME beside the years, GEO below
            is_across = bool(over) and (all(map(is_year, over)) or all(map(self.words.is_region, over)))
            return is_across and not any(map(is_number_or_mark, texts))
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
            if year := year_and_unit(text):
                said.setdefault("year", year[0])
                said |= {"unit": year[1]} if year[1] else {}
            elif rest != text and self.words.is_indicator(rest):  # gdp_2019, 2019年GDP
                said |= {"year": HAS_YEAR.findall(text)[0][:4]}
                names.append(rest)
            elif (unit := self._unit(text)) and (len(texts) > 1 or BRACKETS.fullmatch(text)):
                said.setdefault("unit", unit)
            elif text not in NO_UNIT or len(texts) == 1:
                names.append(text)
        if len(names) > 1 and (regions := [text for text in names if self.words.is_region(text)]):
            said["region"] = regions[0]
            names.remove(regions[0])
        if names:
            is_plain = len(names) == 1 and "\n" not in names[0]
            said["name"] = names[0] if is_plain else next(filter(None, map(_chinese, names)), names[0])
        return said

    def _fitness(self, role: str, column: int) -> tuple[float, bool, int]:
        """How well a column of a role's name fits the role: by what it holds, labels rather than codes, the first."""
        texts = self.texts(column)
        holds: dict[str, Callable[[str], object]] = {
            "region": self.words.is_region, "year": is_year, "value": is_number, "unit": self._unit
        }  # fmt: skip
        share = sum(bool(holds.get(role, bool)(text)) for text in texts) / len(texts) if texts else -1
        are_codes = all(text.isascii() and text == text.upper() and " " not in text for text in texts)
        return share if share > 0.5 else min(share, 0), not are_codes, -column

    def _filled(self, column: int) -> list[int]:
        return [at for at in range(self.first, len(self.grid.rows)) if self.grid.at(at, column)]


def _above(file: Path, grid: Grid, words: Words, header: int) -> dict[str, str]:
    """What the lines above a table state: indicator, unit, region; a title that is the known name of one states it."""
    stated: dict[str, list[str]] = {}
    for text in (text for row in grid.rows[:header] for text in row if text):
        if match := UNIT_ABOVE.search(text):
            stated.setdefault("unit", []).append(match[1].strip())
        elif match := ABOVE.match(text):
            stated.setdefault(MEANS.get(match[1].lower(), match[1].lower()), []).append(match[2].strip())
    titles = {text for row in grid.rows[:header] if len(alone := set(filter(None, row))) == 1 for text in alone}
    for role, is_known in (("indicator", words.is_indicator), ("region", words.is_region)):
        known = [title for title in titles if is_known(title)]
        if len(known) == 1:
            stated.setdefault(role, known)
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


def rightwards(texts: list[str]) -> list[str]:
    """Each blank as the text on its left: a merged text stands over several columns."""
    filled = [""]
    for text in texts:
        filled.append(text or filled[-1])
    return filled[1:]


def begins_as_number(text: str) -> bool:
    return plain(text).lstrip("+-.(=")[:1].isdigit()


def are_row_numbers(texts: list[str]) -> bool:
    start = next(iter(texts), "")
    return start in ("0", "1") and texts == [str(number) for number in range(int(start), int(start) + len(texts))]


def _chinese(text: str) -> str:
    """The lines of a cell that hold Chinese, without blanks: 地 方⏎一般公共⏎Budget -> 地方一般公共."""
    return "".join(re.sub(r"\s", "", line) for line in text.splitlines() if CHINESE.search(line))
