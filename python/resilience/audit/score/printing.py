"""How a true paper prints a number: to the nearest (ties up or to even) or truncated, with decimals of its own."""

from __future__ import annotations

from dataclasses import dataclass
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

    @classmethod
    def draw(cls, random: np.random.Generator) -> Printer:
        rule = str(random.choice(list(RULES), p=(0.5, 0.25, 0.25)))
        decimals = random.choice([0, 2, 3, 4], size=2, p=(0.15, 0.1, 0.35, 0.4))
        return cls(rule, int(decimals[0]), int(decimals[1]), int(random.choice([2, 3, 4])), bool(random.random() < 0.3))

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
        return f"{Decimal(float(value)).quantize(Decimal(1).scaleb(-decimals), rounding=RULES[self.rule]):f}"


def count(value: int) -> str:
    """A number of observations, with a comma at thousands."""
    return f"{value:,}"
