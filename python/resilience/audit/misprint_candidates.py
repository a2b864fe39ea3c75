"""What may have been meant where a cell was printed: the slips of typesetting and copying, each with its weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, pairwise
from math import isfinite

import pandas as pd

from resilience.audit.study_files import NUMBER, is_word

SWAPPED = "two cells swapped"
FILLED = re.compile(r"-?0[0-9]")  # nobody prints 02.13
LEAST = 1e-4  # weight of a number that no slip explains


@dataclass(frozen=True)
class Change:
    """Cells by position with what they say instead; `weight` is the share of this text among the slips of the cell,
    each kind as likely as another and each text of a kind too."""

    texts: tuple[tuple[int, str], ...]
    kind: str
    weight: float

    @property
    def unit(self) -> tuple[int, ...]:
        """The cells that it changes."""
        return tuple(position for position, _ in self.texts)


def changes_of(cells: pd.DataFrame, positions: set[int]) -> list[Change]:
    """Every slip of the cells at these positions, and every swap with a neighbour that touches one of them."""
    found = []
    alike = cells[cells["statistic"].isin(["estimate", "se"])].groupby(["table_id", "statistic"])["decimals"]
    usual = alike.transform("median")
    short = set(usual.index[cells["decimals"].loc[usual.index] < usual])
    for position in sorted(positions):
        text, statistic = cells.at[position, "value_as_printed"] or "", cells.at[position, "statistic"]
        meant = list(misprints(text, statistic, is_short=position in short))
        sizes = Counter(kind for _, kind in meant)
        found += [Change(((position, text),), kind, 1 / len(sizes) / sizes[kind]) for text, kind in meant]
    pairs = [pair for pair in _neighbours(cells) if positions & set(pair)]
    texts = cells["value_as_printed"]
    return found + [
        Change(((one, texts[other]), (other, texts[one])), SWAPPED, 1 / len(pairs))
        for one, other in pairs
        if texts[one] != texts[other]
    ]


def another_number(cells: pd.DataFrame, position: int, value: float) -> Change | None:
    """The cell at this position says `value`, to as many decimals: no slip explains it, so it ranks after them."""
    if is_word(cells.at[position, "statistic"]) or not isfinite(value):
        return None
    text = f"{value:.{cells.at[position, 'decimals']}f}"
    return (
        Change(((position, text),), "another number", LEAST) if text != cells.at[position, "value_as_printed"] else None
    )


def misprints(text: str, statistic: str = "estimate", *, is_short: bool = False) -> Iterator[tuple[str, str]]:
    """Other texts of one cell, each once, with the kind of slip; a short cell may also lack a digit."""
    if statistic == "stars":
        yield from ((stars, "stars") for stars in ("", "*", "**", "***") if stars != text)
        return
    if is_word(statistic):
        other = {"YES": "NO", "NO": "YES"}.get(text.upper())
        if other:
            yield other, "word"
        return
    if not NUMBER.fullmatch(text):
        return
    seen = {text}
    for meant, kind in chain(_slips(text, statistic), _left_out(text) if is_short else ()):
        if meant not in seen and NUMBER.fullmatch(meant) and not FILLED.match(meant):
            seen.add(meant)
            yield meant, kind


def _slips(text: str, statistic: str) -> Iterator[tuple[str, str]]:
    digits = [index for index, letter in enumerate(text) if letter.isdigit()]
    for first, second in pairwise(digits):
        swapped = list(text)
        swapped[first], swapped[second] = text[second], text[first]
        yield "".join(swapped), "transposition"
    if statistic not in ("n", "sd", "se"):
        yield text[1:] if text.startswith("-") else f"-{text}", "sign"
    if statistic != "n":
        for places in (-1, 1, -2, 2):
            yield _shifted(text, places), "decimal point"
    for index in digits:
        for digit in "0123456789":
            yield text[:index] + digit + text[index + 1 :], "digit"


def _left_out(text: str) -> Iterator[tuple[str, str]]:
    for place in range(text.find("-") + 1, len(text) + 1):
        for digit in "0123456789":
            yield text[:place] + digit + text[place:], "digit left out"


def _shifted(text: str, places: int) -> str:
    """The point moved to the left (below zero) or right; no digit is claimed that is not printed."""
    value = Decimal(text.replace(",", "")).scaleb(places)
    decimals = len(text.partition(".")[2])
    return f"{value:.{max(0, min(decimals, decimals - places))}f}"


def _neighbours(cells: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Cells that a compositor may mix up: the numbers of one term in one place (coefficient and error; mean, sd,
    minimum, maximum), and one statistic of a term in two adjacent columns."""
    numbers = cells[~(cells["statistic"].map(is_word) | (cells["statistic"] == "n"))]
    place = numbers["column_id"].where(numbers["column_id"] != numbers["statistic"], "")
    for _, group in numbers.groupby([numbers["table_id"], place, numbers["term"]]):
        yield from pairwise(group.index)
    for _, group in numbers[place != ""].groupby(["table_id", "term", "statistic"]):
        yield from pairwise(group.index)
