"""Misprints of the kinds that happen to tables, one planted at a time in a true paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lab.audit_score.fit import ERRORS
from lab.audit_score.paper import Column, Key, Paper

Changed = dict[Key, str]
NUMBERS = ("estimate", "se", "mean", "sd", "min", "max", "adj_r2", "r2")
TRIES = 50


@dataclass(frozen=True)
class Kind:
    """`plant` gives the changed cells, or none where the paper has no place for it."""

    label: str
    plant: Callable[[Paper, np.random.Generator], Changed]
    is_single: bool = True  # one cell is wrong


def plant(paper: Paper, kind: str, random: np.random.Generator) -> Changed:
    """The changed cells of one misprint of that kind; empty where the paper has no place for it."""
    for _ in range(TRIES):
        changed = {
            key: text for key, text in KINDS[kind].plant(paper, random).items() if _differs(paper.cells[key], text)
        }
        if changed:
            return changed
    return {}


def _differs(one: str, other: str) -> bool:
    try:
        return float(one.replace(",", "")) != float(other.replace(",", ""))
    except ValueError:
        return one != other


def _any(paper: Paper, random: np.random.Generator, *statistics: str) -> Key | None:
    keys = [key for key in paper.cells if key[3] in statistics]
    return keys[random.integers(len(keys))] if keys else None


def _in_one_cell(change: Callable[[str, np.random.Generator], str], *statistics: str):
    def planted(paper: Paper, random: np.random.Generator) -> Changed:
        key = _any(paper, random, *statistics)
        return {key: change(paper.cells[key], random)} if key else {}

    return planted


def _wrong_digit(text: str, random: np.random.Generator) -> str:
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    place = places[random.integers(len(places))]
    other = str((int(text[place]) + random.integers(1, 10)) % 10)
    return text[:place] + other + text[place + 1 :]


def _last_place(text: str, random: np.random.Generator) -> str:
    return text[:-1] + str((int(text[-1]) + random.choice([-1, 1])) % 10)


def _transposed(text: str, random: np.random.Generator) -> str:
    places = [
        place for place, (one, two) in enumerate(pairwise(text))
        if one.isdigit() and two.isdigit() and one != two
    ]  # fmt: skip
    if not places:
        return text
    place = places[random.integers(len(places))]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _lost_digit(text: str, random: np.random.Generator) -> str:
    places = [place for place, sign in enumerate(text[:-1]) if sign.isdigit()]
    kept = text
    if places:
        place = places[random.integers(len(places))]
        kept = text[:place] + text[place + 1 :]
    return kept if kept.lstrip("-")[:1].isdigit() else text


def _shifted(text: str, random: np.random.Generator) -> str:
    """The decimal point one place to the left or to the right, no digit changed."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, part = digits.partition(".")
    if part and (random.random() < 0.5 or not float(digits)):
        return sign + str(int(whole + part[0])) + ("." + part[1:] if part[1:] else "")
    return sign + (whole[:-1] or "0") + "." + whole[-1] + part


def _other_sign(text: str, _: np.random.Generator) -> str:
    return text[1:] if text.startswith("-") else "-" + text


def _other_stars(text: str, random: np.random.Generator) -> str:
    return "*" * int(random.choice([number for number in range(4) if number != len(text)]))


def _wrong_n(paper: Paper, random: np.random.Generator) -> Changed:
    """The N of a column: a wrong digit, two transposed, or that of another column."""
    keys = [key for key in paper.cells if key[3] == "n" and key[2] == "_model"]
    if not keys:
        return {}
    key = keys[random.integers(len(keys))]
    way = random.integers(3)
    if way == 2:
        return {key: paper.cells[keys[random.integers(len(keys))]]}
    changed = (_wrong_digit, _transposed)[way](paper.cells[key], random)
    return {key: changed} if int(changed.replace(",", "")) > 0 else {}


def _of_another_column(statistic: str, term: str | None):
    """The cell of the same term in another column of the paper; any term where none is given."""

    def planted(paper: Paper, random: np.random.Generator) -> Changed:
        key = _any(paper, random, *(("adj_r2", "r2") if statistic == "r2" else (statistic,)))
        if key is None or (term or key[2]) != key[2]:
            return {}
        others = [other for other in paper.cells if other[2:] == key[2:] and other[:2] != key[:2]]
        return {key: paper.cells[others[random.integers(len(others))]]} if others else {}

    return planted


def _inconsistent_mean(paper: Paper, random: np.random.Generator) -> Changed:
    """The mean of the sample before its last fifth was added."""
    key = _any(paper, random, "mean")
    values = paper.moments[key[2]]
    return {key: paper.printer.moment(values[: len(values) * 4 // 5].mean())}


def _variance(paper: Paper, random: np.random.Generator) -> Changed:
    key = _any(paper, random, "sd")
    return {key: paper.printer.moment(paper.moments[key[2]].var(ddof=1))}


def _column(paper: Paper, random: np.random.Generator) -> tuple[tuple[str, str], Column]:
    place = list(paper.columns)[random.integers(len(paper.columns))]
    return place, paper.columns[place]


def _errors(paper: Paper, place: tuple[str, str], column: Column, errors: np.ndarray) -> Changed:
    keys = [(*place, term, "se") for term in column.fit.terms]
    return {
        key: paper.printer.coefficient(abs(error))
        for key, error in zip(keys, errors, strict=True)
        if key in paper.cells
    }


def _other_error(paper: Paper, random: np.random.Generator) -> Changed:
    """All errors of a column, of another type."""
    place, column = _column(paper, random)
    other = random.choice([name for name in ERRORS if name != column.error])
    return _errors(paper, place, column, column.fit.errors[other])


def _t_for_error(paper: Paper, random: np.random.Generator) -> Changed:
    """t where the errors of a column should be."""
    place, column = _column(paper, random)
    return _errors(paper, place, column, column.fit.estimates / column.fit.errors[column.error])


def _stale(paper: Paper, random: np.random.Generator) -> Changed:
    """Coefficients and errors of a column as they were before the last unit was added; the rest is new."""
    place, column = _column(paper, random)
    changed = _errors(paper, place, column, column.older.errors[column.error])
    for term, estimate in zip(column.older.terms, column.older.estimates, strict=True):
        if (*place, term, "estimate") in paper.cells:
            changed[*place, term, "estimate"] = paper.printer.coefficient(estimate)
    return changed


def _swapped(paper: Paper, random: np.random.Generator) -> Changed:
    """Two coefficients of a column have changed places."""
    place, column = _column(paper, random)
    keys = [(*place, term, "estimate") for term in column.fit.terms if (*place, term, "estimate") in paper.cells]
    if len(keys) < 2:
        return {}
    one, two = (keys[position] for position in random.choice(len(keys), 2, replace=False))
    return {one: paper.cells[two], two: paper.cells[one]}


KINDS = {
    "wrong_digit": Kind("wrong digit", _in_one_cell(_wrong_digit, *NUMBERS)),
    "last_place": Kind("last place off by one", _in_one_cell(_last_place, *NUMBERS)),
    "transposition": Kind("two digits transposed", _in_one_cell(_transposed, *NUMBERS)),
    "lost_digit": Kind("lost digit", _in_one_cell(_lost_digit, *NUMBERS)),
    "decimal_shift": Kind("decimal point shifted", _in_one_cell(_shifted, *NUMBERS)),
    "sign": Kind("sign of a coefficient", _in_one_cell(_other_sign, "estimate")),
    "star": Kind("wrong stars", _in_one_cell(_other_stars, "stars")),
    "wrong_n": Kind("wrong N of a column", _wrong_n),
    "mean": Kind("mean of another sample", _inconsistent_mean),
    "variance": Kind("variance in place of sd", _variance),
    "neighbour": Kind("coefficient from another column", _of_another_column("estimate", None)),
    "constant": Kind("constant from another column", _of_another_column("estimate", "_cons")),
    "r2": Kind("R² from another column", _of_another_column("r2", None)),
    "swapped": Kind("two coefficients swapped", _swapped, is_single=False),
    "other_error": Kind("a column's errors of another type", _other_error, is_single=False),
    "t_for_error": Kind("t in place of a column's errors", _t_for_error, is_single=False),
    "stale": Kind("stale column", _stale, is_single=False),
}
