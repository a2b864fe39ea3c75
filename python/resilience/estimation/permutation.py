"""permutation(region): |t| of a column and under orders of the regions' residual paths (linear/exchange.py)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linear.exchange import Exchange, enumerated, orders_of
from linear.groups import Floats
from linear.wild import TIE
from resilience.estimation.design import Design


@dataclass(frozen=True)
class Permuted:
    """Terms made of the focus: |t| as observed and under every order of the regions' residual paths.

    Attributes:
        observed: |t|, shape (terms,).
        drawn: the same for every order, shape (orders, terms); all orders hold the data's own, drawn ones do not.
        regions: whose paths were exchanged; tests of the same regions and seed share their orders.
    """

    terms: list[str]
    observed: Floats
    drawn: Floats
    regions: tuple[str, ...]
    seed: int

    @property
    def with_own(self) -> Floats:
        """Every order that counts, the data's own among them, shape (orders, terms)."""
        return self.drawn if enumerated(len(self.regions)) else np.vstack([self.observed, self.drawn])

    @property
    def p_values(self) -> Floats:
        return np.asarray((self.with_own >= self.observed * (1 - TIE)).mean(axis=0))

    @property
    def detail(self) -> str:
        if enumerated(len(self.regions)):
            return f"all orders of {len(self.regions)} regions"
        return f"{len(self.drawn):,} draws, seed {self.seed}"


def permuted(design: Design) -> list[Permuted]:
    """The tests of a column: of the terms made of the focus, all regions exchanged, or of each group's slope.

    A group's slope is tested by exchanging paths within the group only: the errors of other groups may differ.
    """
    if (focus := design.focus) is None:
        return [_exchanged(design, [term]) for term in design.slopes]
    return [_exchanged(design, [term for term in design.terms if focus in (term, *design.study.parts(term))])]


def exchange_of(design: Design, term: str) -> tuple[Exchange, list[str]]:
    """The exchange of residual paths that tests a term, and the regions that take part: those whose rows a group's
    slope reads, else all."""
    study, members = design.study, design.regions
    if study.group_slope(term) is not None:
        indicator = next(name for name in study.parts(term) if name != study.focus)
        members = sorted(design.sample.loc[design.sample[indicator] != 0, "region_code"].unique())
    places = [design.regions.index(region) for region in members]
    return Exchange(design.values, design.names.index(term), design.rows, places), members


def _exchanged(design: Design, terms: list[str]) -> Permuted:
    """|t| of terms under every order of the residual paths; other regions keep their own."""
    exchanges, members = zip(*(exchange_of(design, term) for term in terms), strict=True)
    orders = orders_of(len(members[0]), design.study.permutations, design.study.seed)
    own, drawn = zip(*(exchange.statistics(design.y[None], orders) for exchange in exchanges), strict=True)
    return Permuted(terms, np.concatenate(own), np.column_stack(drawn), tuple(members[0]), design.study.seed)
