"""The data behind a true paper: a panel of units and years with regressors of many shapes, and their outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SHAPES = ("normal", "skewed", "share", "concentrated", "dummy", "trending")
NAMES = ("Roads", "Schools", "R&D", "GDP", "Open", "Tax burden", "Density", "Wage", "Credit", "Urban")


@dataclass(frozen=True)
class World:
    """A panel in long form, sorted by unit and year. `variables` holds the regressors, the focus first."""

    units: np.ndarray
    years: np.ndarray
    outcome: np.ndarray
    variables: dict[str, np.ndarray]
    shapes: dict[str, str]
    n_units: int
    n_years: int
    is_share_weighted: bool
    has_own_weight: bool

    def lagged(self, name: str, periods: int) -> np.ndarray:
        """The variable some years ago; missing where the panel has not begun."""
        values = self.variables[name].reshape(self.n_units, self.n_years)
        shifted = np.full_like(values, np.nan)
        shifted[:, periods:] = values[:, :-periods]
        return shifted.ravel()


def draw_world(random: np.random.Generator) -> World:
    """Draws units, years, regressors that share a factor, and an outcome with effects and unequal variances."""
    n_units, n_years = int(random.integers(15, 61)), int(random.integers(5, 21))
    n_regressors = int(random.integers(2, 7))
    names = [str(name) for name in random.choice(NAMES, n_regressors, replace=False)]
    shapes = [str(shape) for shape in random.choice(SHAPES, n_regressors, p=(0.3, 0.25, 0.15, 0.1, 0.1, 0.1))]
    has_own_weight = bool(random.random() < 0.1)
    shared = random.standard_normal((n_units, 1)) + 0.5 * random.standard_normal((n_units, n_years))
    overlap = random.uniform(0, 0.9)
    values = [_variable(random, shape, shared, overlap) for shape in shapes]
    if has_own_weight:
        shapes[0], values[0] = "spillover", _spillover(random, n_units, n_years)
    is_share_weighted = bool(random.random() < 0.1)
    return World(
        units=np.repeat(np.arange(n_units), n_years),
        years=np.tile(int(random.integers(1990, 2012)) + np.arange(n_years), n_units),
        outcome=_outcome(random, values, is_share_weighted).ravel(),
        variables={name: value.ravel() for name, value in zip(names, values, strict=True)},
        shapes=dict(zip(names, shapes, strict=True)),
        n_units=n_units,
        n_years=n_years,
        is_share_weighted=is_share_weighted,
        has_own_weight=has_own_weight,
    )


def _variable(random: np.random.Generator, shape: str, shared: np.ndarray, overlap: float) -> np.ndarray:
    own = random.standard_normal((len(shared), 1)) + random.uniform(0.2, 2) * random.standard_normal(shared.shape)
    base = np.sqrt(overlap) * shared + np.sqrt(1 - overlap) * own / own.std()
    scale = 10 ** random.uniform(-1, 1.2)
    if shape == "normal":
        return scale * (random.uniform(-1, 5) + base)
    if shape == "skewed":
        return scale * np.exp(random.uniform(0.3, 1.2) * base)
    if shape == "share":
        return 1 / (1 + np.exp(random.uniform(-1, 3) - base))
    if shape == "concentrated":  # one unit has it, the others next to nothing
        rows = np.abs(0.02 * random.standard_normal(base.shape))
        rows[0] += 1 + 0.1 * random.standard_normal(base.shape[1])
        return scale * rows
    if shape == "dummy":
        rows = (base > random.uniform(-1, 1)).astype(float)
        rows[0, 0], rows[-1, -1] = 0.0, 1.0
        return rows
    return scale * (3 + base + 0.3 * np.arange(base.shape[1]))


def _spillover(random: np.random.Generator, n_units: int, n_years: int) -> np.ndarray:
    """Location quotients of one industry plus those of the other units over their distance in km."""
    total = np.exp(random.standard_normal((n_units, n_years)))
    industry = total * np.exp(0.8 * random.standard_normal((n_units, 1)) + 0.1 * random.standard_normal(total.shape))
    quotient = industry / total / (industry.sum(axis=0) / total.sum(axis=0))
    points = 1000 * random.random((n_units, 2))
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(distance, 1)
    return (1 / np.maximum(distance, 1)) @ quotient


def _outcome(random: np.random.Generator, values: list[np.ndarray], is_share_weighted: bool) -> np.ndarray:
    slopes = random.normal(0, random.uniform(0.1, 0.8), len(values))
    signal = sum(slope * (value - value.mean()) / value.std() for slope, value in zip(slopes, values, strict=True))
    focus = (values[0] - values[0].mean()) / values[0].std()
    second = (values[1] - values[1].mean()) / values[1].std()
    signal = signal + random.normal(0, 0.2) * focus * second
    spread = np.exp(random.uniform(0, 0.4) * np.clip(focus, -2, 2))
    shape = focus.shape
    noise = spread * random.standard_normal(shape) + random.uniform(0, 0.8) * random.standard_normal((shape[0], 1))
    rows = signal + random.uniform(0, 0.8) * random.standard_normal(shape[1]) + noise
    if is_share_weighted:  # growth against that of the whole: the share-weighted mean of its exponential is 1
        rows = 0.2 * rows
        share = random.dirichlet(np.full(shape[0], 2.0), shape[1]).T
        return rows - np.log((share * np.exp(rows)).sum(axis=0))
    return 10 ** random.uniform(-0.5, 1) * (random.uniform(-2, 8) + rows)
