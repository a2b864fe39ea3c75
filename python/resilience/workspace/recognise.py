"""Which columns of a file say whose and when a row is, and why; what the others hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resilience.project.errors import Problem, UserError

if TYPE_CHECKING:
    import pandas as pd

    from resilience.ingest.rectangle import Rectangle
    from resilience.ingest.words import Words

FIRST_YEAR, LAST_YEAR = 1900, 2100
SHOWN = 3
MANY_PLACES = 0.8  # of a column's values that are names of regions: it holds places
FEW_AGAIN = 0.1  # of the rows whose pair stands twice: a panel with mistakes, no other kind of table
YEAR_NAMES = re.compile(r"(?i)(year|yr|years|anno|jahr|ano|time)\d{0,2}|年|年份|年度|时间|期间|会计年度|统计年度")
BEGINS_AS_YEAR = re.compile(r"\D?(19|20)\d\d(?!\d)")
PERIOD_NAMES = re.compile(r"(?i)time|时间|期间")  # of what may count quarters or months from 1
UNIT_WORDS = re.compile(
    r"(?i)(^|[_\W]|(?<=[a-z]))(id|nr|no|code|name|unit|firm|company|gvkey|permno|stkcd|ticker|symbol|person|pid|household|"
    r"state|states|country|countryname|iso\d?c?|nation|region|province|prov|city|county|fips|district|sector|industry|"
    r"sic|naics|plant|bank|school|group|entity|geo|area|airline|individual|bvd\w*)\d?$|"
    r"地区|省|市$|城市|县|国家|国别|企业|公司|证券|股票|银行|行业|单位|个体|编号|代码|名称"
)


@dataclass(frozen=True)
class Column:
    """What a column of the file holds.

    Attributes
    ----------
    kind
        `number`, `whole number`, `0 or 1`, `empty`, `text`, or `nearly a number` where some cells are none.
    missing
        Share of the rows that lack it.
    values
        Its first values that differ, as they are read.
    cells
        Of a column that is nearly a number: the first cells that are none, each with its row.
    moves
        Whether some unit has two values of it.
    """

    name: str
    kind: str
    missing: float
    values: list[str]
    cells: str = ""
    moves: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "whole number", "0 or 1")

    def __str__(self) -> str:
        if self.kind == "empty":
            return f"{self.name}: empty"
        share = f", {100 * self.missing:.0f} % missing" if self.missing else ""
        fixed = "" if self.moves or not self.is_number else ", the same in every year of a unit"
        return f"{self.name}: {self.kind}{share}{fixed}; {self.cells or ', '.join(self.values)}"


@dataclass(frozen=True)
class Recognised:
    """The unit and the year of a panel, with the reason for each.

    Attributes
    ----------
    century
        What is added to years of two digits, such as 63; else 0.
    same_units
        Other columns that name the same units.
    others
        Every column but unit and year.
    """

    unit: str
    year: str
    why_unit: str
    why_year: str
    century: int
    same_units: list[str]
    others: list[Column]


@dataclass(frozen=True)
class _Candidate:
    name: str
    score: float
    why: str
    century: int = 0


def recognise(table: Rectangle, words: Words, unit: str | None = None, year: str | None = None) -> Recognised:
    """The pair of columns that names each row once.

    Parameters
    ----------
    words
        Names of regions, by which a column of places is known.
    unit, year
        What the user states; it is taken where it can be.

    Raises
    ------
    UserError
        A stated column is missing; no column holds years; no pair names each row once, with the rows that stand twice.
    """
    for stated in (unit, year):
        if stated is not None and stated not in table.frame:
            problem = Problem(str(table.file), f"no column '{stated}'", _names(table), "name one of these")
            raise UserError("The file has no such column.", [problem])
    years = [_stated_year(table, year)] if year else _years(table)
    if not years:
        raise _no_years(table)
    units = [_Candidate(unit, 9, "as stated")] if unit else _units(table, words, {each.name for each in years})
    pairs = sorted(
        ((when.score + who.score, who, when) for who in units for when in years if who.name != when.name),
        key=lambda pair: -pair[0],
    )
    unique = [(who, when) for _, who, when in pairs if not table.frame.duplicated([who.name, when.name]).any()]
    if not unique:
        raise _no_pair(table, [(who, when) for _, who, when in pairs], bool(unit))
    who, when = unique[0]
    codes = table.frame.groupby(who.name).ngroup()
    rivals = [each.name for each, other in unique if other == when and each != who]
    same = [name for name in rivals if _one_to_one(codes, table.frame[name])]
    others = [_column(table, name, codes) for name in table.frame if name not in (who.name, when.name)]
    return Recognised(who.name, when.name, f"{who.why}; each unit once a year", when.why, when.century, same, others)


def _years(table: Rectangle) -> list[_Candidate]:
    """Columns whose values are years, the likeliest first."""
    found = []
    for name in table.frame:
        values, is_named = table.frame[name], bool(YEAR_NAMES.fullmatch(str(name).strip()))
        if values.dtype == object or values.isna().any() or (values % 1 != 0).any() or values.nunique() < 2:
            continue
        first, last = int(values.min()), int(values.max())
        if first >= FIRST_YEAR and last <= LAST_YEAR:
            found.append(_Candidate(str(name), 2.0 * is_named, f"its values are years, {first} to {last}"))
        elif is_named and not PERIOD_NAMES.search(str(name)) and first >= 0 and last <= 99:
            century = 2000 if last <= 30 else 1900
            why = f"years of two digits, {first} to {last}, read as {century + first} to {century + last}"
            found.append(_Candidate(str(name), 1.0, why, century))
    return sorted(found, key=lambda each: -each.score)


def _stated_year(table: Rectangle, name: str) -> _Candidate:
    table.require_numbers([name])
    found = {each.name: each for each in _years(table)}
    return found[name] if name in found else _Candidate(name, 2.0, "as stated")


def _units(table: Rectangle, words: Words, years: set[str]) -> list[_Candidate]:
    """Columns that could name units: texts, whole numbers with several rows each."""
    found = []
    for position, name in enumerate(table.frame):
        values = table.frame[name]
        if name in years or values.isna().any() or not 2 <= values.nunique() <= len(values) / 1.5:
            continue
        is_text = values.dtype == object
        if not is_text and ((values % 1 != 0).any() or (values.value_counts() > 1).mean() < MANY_PLACES):
            continue
        distinct = values.drop_duplicates()
        labelled = name in table.value_labels
        reasons = []
        if is_text and distinct.map(words.is_region).mean() >= MANY_PLACES:
            reasons.append((3.0, "its values are names of regions"))
        if UNIT_WORDS.search(str(name).strip()):
            reasons.append((2.0, "it is called as units are"))
        if is_text or labelled:
            reasons.append((1.0, f"{len(distinct)} names"))
        reasons.append((-0.01 * position, f"{len(distinct)} values with several rows each"))
        why = ", ".join(said for _, said in (reasons[:-1] or reasons))
        found.append(_Candidate(str(name), sum(score for score, _ in reasons), why))
    return found


def _column(table: Rectangle, name: Any, units: pd.Series[Any]) -> Column:
    values = table.frame[name]
    known = values.dropna()
    shown = [_shown(value) for value in known.drop_duplicates()[:SHOWN]]
    cells, kind = "", "text"
    if wrong := table.not_numbers.get(name):
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        cells = "no numbers: " + ", ".join(f"'{text}' in row {row}" for row, text in wrong[:SHOWN]) + more
        kind = "nearly a number"
    elif values.dtype != object:
        is_whole = bool((known % 1 == 0).all())
        kind = "0 or 1" if set(known) <= {0, 1} else "whole number" if is_whole else "number"
        if known.empty:
            kind = "empty"
    moves = bool((known.groupby(units[known.index]).nunique() > 1).any())
    return Column(str(name), kind, float(values.isna().mean()), shown, cells, moves)


def _one_to_one(codes: pd.Series[Any], values: pd.Series[Any]) -> bool:
    pairs = {*zip(codes, values, strict=True)}
    return len(pairs) == int(codes.nunique()) == int(values.nunique())


def _no_years(table: Rectangle) -> UserError:
    """No column of years: the nearest, with the cells that are none."""
    expected = f"a column whose values are years, {FIRST_YEAR} to {LAST_YEAR}"
    problems = list(_nearly_years(table, expected))
    if not problems:
        remedy = "add a column of years with four digits, or choose another sheet (--sheet) or file"
        if sum(bool(BEGINS_AS_YEAR.match(str(name))) for name in table.frame) > 1:
            remedy = "put the years one below the other: a row for each unit and year, a column for each variable"
        problems = [Problem(str(table.file), _names(table), expected, remedy)]
    return UserError("The file has no column of years.", problems)


def _nearly_years(table: Rectangle, expected: str) -> Iterator[Problem]:
    import pandas as pd

    for name in table.frame:
        values = pd.to_numeric(table.frame[name], errors="coerce")
        is_year = values.between(FIRST_YEAR, LAST_YEAR) & (values % 1 == 0)
        begins = table.frame[name].map(lambda value: bool(BEGINS_AS_YEAR.match(str(value))))
        is_named = bool(YEAR_NAMES.fullmatch(str(name).strip()))
        if not is_named and max(is_year.mean(), begins.mean() if values.isna().any() else 0) < 0.5:
            continue
        wrong = [
            f"nothing in row {row}" if is_missing else f"{_shown(value)!r} in row {row}"
            for row, value, is_missing, fits in zip(
                table.rows, table.frame[name], table.frame[name].isna(), is_year, strict=True
            )
            if not fits
        ]
        if wrong:
            more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
            remedy = "correct these cells, or write years with four digits into a column of their own"
            yield Problem(f"{table.file}, column {name}", ", ".join(wrong[:SHOWN]) + more, expected, remedy)
        else:
            remedy = "a panel has two years at least: add the others"
            yield Problem(f"{table.file}, column {name}", f"one year, {_shown(values.iloc[0])}", "two years", remedy)


def _no_pair(table: Rectangle, pairs: list[tuple[_Candidate, _Candidate]], is_stated: bool) -> UserError:
    """No pair names each row once: the rows that stand twice in the nearest pair, or what the columns are."""
    nearest = min(pairs, key=lambda pair: _again(table, pair).mean(), default=None)
    if nearest is None or (_again(table, nearest).mean() > FEW_AGAIN and not is_stated):
        remedy = "name the columns: --unit COLUMN --year COLUMN; or add a column that names the unit of each row"
        problem = Problem(str(table.file), _names(table), "a column of units, each of them once a year", remedy)
        return UserError("No pair of columns says whose and when each row is.", [problem])
    who, when = (each.name for each in nearest)
    rows = table.frame[_again(table, nearest)].groupby([who, when], sort=False)
    problems = [
        Problem(
            f"{table.file}, columns {who}, {when}",
            f"{_shown(unit)} in {_shown(year)} stands {len(group)} times, in rows "
            + ", ".join(str(table.rows[table.frame.index.get_loc(at)]) for at in group.index[:5]),
            "each unit once a year",
            "keep one of them, or name another column: --unit COLUMN --year COLUMN",
        )
        for (unit, year), group in list(rows)[:SHOWN]
    ]
    return UserError(f"{rows.ngroups} pairs of unit and year stand more than once.", problems)


def _again(table: Rectangle, pair: tuple[_Candidate, _Candidate]) -> pd.Series[bool]:
    return table.frame.duplicated([each.name for each in pair], keep=False)


def _names(table: Rectangle) -> str:
    return f"columns {', '.join(map(str, table.frame))}"


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)
