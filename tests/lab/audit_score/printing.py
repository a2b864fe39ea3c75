"""How a true paper prints a number: to the nearest (ties up or to even) or truncated, with decimals of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np

RULES = {"half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN, "truncated": ROUND_DOWN}
SIGNIFICANT = 4  # digits, where decimals differ from cell to cell


@dataclass(frozen=True)
class Printer:
    """`moments`, `coefficients` and `fit` are decimals; 0 stands for decimals of each cell's own."""

    rule: str
    moments: int
    coefficients: int
    fit: int
    whole_as_integers: bool
    digits: int = 0  # significant ones that are kept, the rest zeros; 0 for all
    places: int = 0  # decimals that are kept, the rest zeros; 0 for all

    @classmethod
    def draw(cls, random: np.random.Generator) -> Printer:
        rule = str(random.choice(list(RULES), p=(0.5, 0.25, 0.25)))
        decimals = random.choice([0, 2, 3, 4], size=2, p=(0.15, 0.1, 0.35, 0.4))
        return cls(rule, int(decimals[0]), int(decimals[1]), int(random.choice([2, 3, 4])), bool(random.random() < 0.3))

    def padded(self, random: np.random.Generator) -> Printer:
        """The same with all numbers of a kind cut to few digits, or decimals, and filled up with zeros."""
        fixed = replace(self, moments=int(random.choice([2, 3, 4])), coefficients=int(random.choice([3, 4])), fit=3)
        if random.random() < 0.6:
            return replace(fixed, digits=int(random.choice([2, 3])), whole_as_integers=True)
        return replace(fixed, places=int(random.choice([1, 2])))

    def moment(self, value: float) -> str:
        if self.whole_as_integers and float(value).is_integer():
            return str(int(value))
        return self._text(value, self.moments)

    def coefficient(self, value: float) -> str:
        return self._text(value, self.coefficients)

    def share(self, value: float) -> str:
        return self._text(value, self.fit)

    def _text(self, value: float, decimals: int) -> str:
        if not decimals:
            size = np.floor(np.log10(abs(value))) if value else 0
            decimals = int(np.clip(SIGNIFICANT - 1 - size, 1, 6))
        if self.digits and value:
            kept = self.digits - 1 - int(np.floor(np.log10(abs(value))))
            number = Decimal(float(value)).quantize(Decimal(1).scaleb(-kept), rounding=RULES[self.rule])
            return f"{number:.{max(decimals, kept)}f}"
        if self.places and self.places < decimals:
            number = Decimal(float(value)).quantize(Decimal(1).scaleb(-self.places), rounding=RULES[self.rule])
            return f"{number:.{decimals}f}"
        return f"{Decimal(float(value)).quantize(Decimal(1).scaleb(-decimals), rounding=RULES[self.rule]):f}"


def count(value: int) -> str:
    """A number of observations, with a comma at thousands."""
    return f"{value:,}"
