"""`y ~ x1 + x2:z + lag(w, 1) | year + region` as data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fe_duckdb.errors import RegressionError

GRAMMAR = (
    "a formula is `outcome ~ regressors | fixed effects`: regressors joined by `+`, products as `a:b` or `a*b` "
    "(with both), `log(x)`, `x^2`, lags and leads of calendar time as `lag(x, 1)` and `lead(x, 1)`, categories as "
    "`C(x)` and a slope for each of them as `i(x, z)`, at most two fixed effects; names with other signs stand in "
    "backticks"
)
NAME = r"[^\W\d]\w*|`[^`]+`"
FACTOR = re.compile(
    rf"(?:(?P<shift>lag|lead)\(\s*(?P<shifted>{NAME})\s*,\s*(?P<by>\d+)\s*\)|log\(\s*(?P<logged>{NAME})\s*\)"
    rf"|(?:I\(\s*)?(?P<raised>{NAME})\s*\^\s*(?P<power>[2-9])(?:\s*\))?|(?P<plain>{NAME}))$"
)
LEVELS = re.compile(rf"(?:C\(\s*(?P<dummies>{NAME})\s*\)|i\(\s*(?P<by>{NAME})\s*(?:,\s*(?P<slope>[^()]+))?\))$")
QUOTED = re.compile(r"`[^`]*`")
MOST_LEVELS = 200  # of a column whose levels are regressors; more belong behind the bar


@dataclass(frozen=True)
class Factor:
    """A column, its value so many years before (after where negative), its logarithm, a power, or one of its levels."""

    column: str
    lag: int = 0
    is_log: bool = False
    power: int = 1
    level: str | None = None

    @property
    def label(self) -> str:
        """As it is written in a formula."""
        if self.level is not None:
            return f"{self.column}[{self.level}]"
        if self.lag:
            return f"{'lag' if self.lag > 0 else 'lead'}({self.column}, {abs(self.lag)})"
        if self.is_log:
            return f"log({self.column})"
        return self.column if self.power == 1 else f"{self.column}^{self.power}"


@dataclass(frozen=True)
class Term:
    """A product of factors; one factor as a rule."""

    name: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class Formula:
    outcome: Term
    regressors: tuple[Term, ...]
    effects: tuple[str, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return (self.outcome, *self.regressors)

    @property
    def factors(self) -> tuple[Factor, ...]:
        return tuple(dict.fromkeys(factor for term in self.terms for factor in term.factors))


def parse(text: str, levels_of: Callable[[str], list[str]] | None = None) -> Formula:
    """Reads a formula.

    Parameters
    ----------
    levels_of
        Gives the levels of a column, for `C(x)` and `i(x, z)`.

    Raises
    ------
    RegressionError
        It is none; the message says which part and how a formula looks.
    """
    hidden = QUOTED.findall(text)
    sides = _hide(text).split("~")
    if len(sides) != 2:
        raise RegressionError(f"The formula {text!r} has {len(sides) - 1} `~`: {GRAMMAR}.")
    parts = sides[1].split("|")
    if len(parts) > 2:
        raise RegressionError(f"The formula {text!r} has more than one `|`: {GRAMMAR}.")
    regressors: dict[str, Term] = {}
    for piece in _pieces(parts[0], text):
        for term in _of_levels(piece, text, levels_of, hidden) or _terms(piece, text, hidden):
            regressors[term.name] = term
    given = tuple(dict.fromkeys(_pieces(parts[1], text))) if len(parts) == 2 else ()
    effects = tuple(_show(effect, hidden) for effect in given)
    for effect in given:
        if not re.fullmatch(r"[^\W\d]\w*|`\d+`", effect):
            raise RegressionError(f"{effect!r} in {text!r} is no column that could be a fixed effect: {GRAMMAR}.")
    if len(effects) > 2:
        raise RegressionError(f"{len(effects)} fixed effects in {text!r}; at most two can be absorbed.")
    outcome = _term(sides[0].strip(), text, hidden)
    if outcome.name in regressors:
        raise RegressionError(f"{outcome.name} is on both sides of {text!r}.")
    return Formula(outcome, tuple(regressors.values()), effects)


def _pieces(side: str, text: str) -> list[str]:
    pieces = [piece.strip() for piece in side.split("+")]
    if not all(pieces):
        raise RegressionError(f"Something is missing beside a `+`, `~` or `|` in {text!r}: {GRAMMAR}.")
    return pieces


def _hide(text: str) -> str:
    """The formula with `0`, `1` … for its quoted names, so that no sign in them is one of the formula."""
    numbers = iter(range(len(text)))
    return QUOTED.sub(lambda _: f"`{next(numbers)}`", text)


def _show(name: str, hidden: list[str]) -> str:
    return hidden[int(name[1:-1])][1:-1] if name.startswith("`") else name


def _of_levels(
    piece: str, text: str, levels_of: Callable[[str], list[str]] | None, hidden: list[str]
) -> list[Term] | None:
    """The terms of `C(x)`: a dummy for each level but the first; of `i(x, z)`: a slope of z for each level."""
    if not (found := LEVELS.match(piece)):
        return None
    column = _show(found["dummies"] or found["by"], hidden)
    levels = levels_of(column) if levels_of else []
    if not 2 <= len(levels) <= MOST_LEVELS:
        raise RegressionError(
            f"{column} in {text!r} has {len(levels)} levels; categories have 2 to {MOST_LEVELS}. "
            "A column of more is a fixed effect, behind the bar."
        )
    slope = _factors(found["slope"], text, hidden) if found["slope"] else ()
    own = [Factor(column, level=level) for level in (levels if slope else levels[1:])]
    return [Term(":".join(each.label for each in (factor, *slope)), (factor, *slope)) for factor in own]


def _terms(piece: str, text: str, hidden: list[str]) -> list[Term]:
    """`a*b` is a, b and their product."""
    parts = [part.strip() for part in piece.split("*")]
    whole = _term(":".join(parts), text, hidden)
    return [whole] if len(parts) == 1 else [*(_term(part, text, hidden) for part in parts), whole]


def _term(piece: str, text: str, hidden: list[str]) -> Term:
    factors = _factors(piece, text, hidden)
    return Term(":".join(each.label for each in factors), factors)


def _factors(piece: str, text: str, hidden: list[str]) -> tuple[Factor, ...]:
    return tuple(_factor(part.strip(), text, hidden) for part in piece.split(":"))


def _factor(piece: str, text: str, hidden: list[str]) -> Factor:
    if not (found := FACTOR.match(piece)):
        shown = QUOTED.sub(lambda quoted: hidden[int(quoted[0][1:-1])], piece)
        raise RegressionError(f"{shown!r} in {text!r} is not understood: {GRAMMAR}.")
    column = _show(found["plain"] or found["shifted"] or found["logged"] or found["raised"], hidden)
    lag = int(found["by"] or 0) * (-1 if found["shift"] == "lead" else 1)
    return Factor(column, lag, found["logged"] is not None, int(found["power"] or 1))
