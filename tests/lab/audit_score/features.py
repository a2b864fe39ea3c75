"""What real papers do beside the plain design: a simulated paper has one of these features, several, or none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEATURES = (
    "controls", "weights", "estimators", "effects", "outcomes", "samples", "padded", "moments", "tables",
)  # fmt: skip
PLAIN, UNSAID, SEVERAL = "plain", "unsaid", "several"
DESIGNS = (*FEATURES, UNSAID, SEVERAL)
LABELS = {
    PLAIN: "every column plain least squares, all of it said",
    "controls": "controls that are not printed",
    "weights": "weights in some columns, unweighted descriptives",
    "estimators": "two-stage, random-effects, logit, probit or Poisson columns",
    "effects": "effects other than years, R² whole or within",
    "outcomes": "another outcome in some columns",
    "samples": "columns on other samples, of one size too",
    "padded": "numbers filled up with zeros",
    "moments": "descriptives of mean and standard deviation only",
    "tables": "descriptives of two samples; stars of other levels",
    UNSAID: "plain, but little of it is said",
    SEVERAL: "several of these",
}
UNSAID_SHARE = 0.5  # of the facts of a featured paper


@dataclass(frozen=True)
class Features:
    """The features of one paper, and which share of what is so its text leaves unsaid."""

    design: str
    present: frozenset[str]
    unsaid: float

    def __contains__(self, feature: str) -> bool:
        return feature in self.present

    @classmethod
    def draw(cls, number: int, random: np.random.Generator) -> Features:
        design = DESIGNS[number % len(DESIGNS)]
        if design == UNSAID:
            return cls(design, frozenset(), float(random.uniform(0.3, 1)))
        chosen = [design] if design != SEVERAL else [name for name in FEATURES if random.random() < 0.35]
        return cls(design, frozenset(chosen), float(random.choice([0, UNSAID_SHARE, 1])))


NONE = Features(PLAIN, frozenset(), 0.0)


@dataclass(frozen=True)
class Variant:
    """How one column departs from plain least squares of the outcome on all that is printed."""

    estimator: str = "OLS"
    weights: str = "none"
    hidden: tuple[str, ...] = ()
    outcome: str | None = None
    has_unit_effects: bool = False


def draw_variant(features: Features, terms: list[str], random: np.random.Generator) -> Variant:
    """What is different about one column; half of the columns of a paper with a feature have it."""

    def has(feature: str) -> bool:
        return feature in features and bool(random.random() < 0.5)

    estimator = str(random.choice(["2SLS", "RE", "logit", "probit", "Poisson", "GMM"])) if has("estimators") else "OLS"
    return Variant(
        estimator=estimator,
        weights="population" if has("weights") else "none",
        hidden=tuple(terms[1:] if random.random() < 0.6 else terms[-1:]) if has("controls") and len(terms) > 1 else (),
        outcome="Jobs" if has("outcomes") else None,
        has_unit_effects=has("effects"),
    )
