"""`y ~ x1 + x2:z + lag(w, 1) | year + region` as data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fe_duckdb.errors import RegressionError

GRAMMAR = (
    "a formula is `outcome ~ regressors | fixed effects`: regressors joined by `+`, products as `a:b` or `a*b` "
    "(with both), lags of calendar time as `lag(x, 1)`, at most two fixed effects"
)
FACTOR = re.compile(r"(?:lag\(\s*(?P<lagged>\w+)\s*,\s*(?P<by>\d+)\s*\)|(?P<plain>[^\W\d]\w*))$")


@dataclass(frozen=True)
class Factor:
    """A column, or its value so many years before."""

    column: str
    lag: int = 0


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


def parse(text: str) -> Formula:
    """Reads a formula.

    Raises
    ------
    RegressionError
        It is none; the message says which part and how a formula looks.
    """
    sides = text.split("~")
    if len(sides) != 2:
        raise RegressionError(f"The formula {text!r} has {len(sides) - 1} `~`: {GRAMMAR}.")
    parts = sides[1].split("|")
    if len(parts) > 2:
        raise RegressionError(f"The formula {text!r} has more than one `|`: {GRAMMAR}.")
    regressors: dict[str, Term] = {}
    for piece in _pieces(parts[0], text):
        for term in _terms(piece, text):
            regressors[term.name] = term
    effects = tuple(dict.fromkeys(_pieces(parts[1], text))) if len(parts) == 2 else ()
    for effect in effects:
        if not re.fullmatch(r"[^\W\d]\w*", effect):
            raise RegressionError(f"{effect!r} in {text!r} is no column that could be a fixed effect: {GRAMMAR}.")
    if len(effects) > 2:
        raise RegressionError(f"{len(effects)} fixed effects in {text!r}; at most two can be absorbed.")
    outcome = _term(sides[0].strip(), text)
    if outcome.name in regressors:
        raise RegressionError(f"{outcome.name} is on both sides of {text!r}.")
    return Formula(outcome, tuple(regressors.values()), effects)


def _pieces(side: str, text: str) -> list[str]:
    pieces = [piece.strip() for piece in side.split("+")]
    if not all(pieces):
        raise RegressionError(f"Something is missing beside a `+`, `~` or `|` in {text!r}: {GRAMMAR}.")
    return pieces


def _terms(piece: str, text: str) -> list[Term]:
    """`a*b` is a, b and their product."""
    parts = [part.strip() for part in piece.split("*")]
    whole = _term(":".join(parts), text)
    return [whole] if len(parts) == 1 else [*(_term(part, text) for part in parts), whole]


def _term(piece: str, text: str) -> Term:
    factors = tuple(_factor(part.strip(), text) for part in piece.split(":"))
    label = ":".join(f"lag({each.column}, {each.lag})" if each.lag else each.column for each in factors)
    return Term(label, factors)


def _factor(piece: str, text: str) -> Factor:
    if not (found := FACTOR.match(piece)):
        raise RegressionError(f"{piece!r} in {text!r} is not understood: {GRAMMAR}.")
    return Factor(found["plain"] or found["lagged"], int(found["by"] or 0))
